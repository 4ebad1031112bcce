"""Levels at which a party files, and what is wrong with what was typed there."""
