"""Feeds out: the store of what was found, and what is made from it for others."""
