"""What each slot of a record may hold: all that is possible, by construction; nothing is chosen here."""
