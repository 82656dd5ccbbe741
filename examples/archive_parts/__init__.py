"""What ``make_archive.py`` is made of: packing, and things that are broken."""
