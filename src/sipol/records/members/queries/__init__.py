"""Reading the roll."""
