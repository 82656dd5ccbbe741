"""policyextract: Chinese policy text in, structured targets and actuals out."""

__version__ = "0.1.0"
