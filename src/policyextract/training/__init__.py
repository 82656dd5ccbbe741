"""Training: tables from annotated documents, the shipped ones and those of users."""
