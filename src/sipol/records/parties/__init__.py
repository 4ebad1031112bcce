"""Parties: the political parties and the group each one belongs to in a cycle."""
