"""What changes the roll."""
