"""To and from tools of others: annotation tools, LangExtract, spaCy, Datasette."""
