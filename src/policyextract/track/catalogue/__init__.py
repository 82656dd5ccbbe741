"""Names of indicators to what they name: a table of the national ones, and one normal form for all others."""
