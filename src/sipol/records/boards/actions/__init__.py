"""Saving and ending boards and officers, one or thousands at a time, by the same rules."""
