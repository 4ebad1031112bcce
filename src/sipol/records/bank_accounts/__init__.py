"""Bank accounts of a party on three levels; their numbers stand sealed."""
