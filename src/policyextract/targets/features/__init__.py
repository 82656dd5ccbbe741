"""What the tables weigh: named features of a case, of its candidates, and of the answers given before, a module a slot."""
