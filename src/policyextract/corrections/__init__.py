"""What people say of records: accepted, corrected, rejected, added; applied to documents in their JSON form."""
