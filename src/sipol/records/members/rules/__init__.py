"""What identifies a row of the roll."""
