"""What a party says of itself, and what is wrong with it."""
