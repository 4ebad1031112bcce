"""What a board needs to be whole, level by level."""
