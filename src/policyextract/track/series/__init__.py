"""Targets against actuals: one series an indicator of a place, over documents and years."""
