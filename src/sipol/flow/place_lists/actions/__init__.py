"""Taking a list in."""
