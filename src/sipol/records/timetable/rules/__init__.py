"""Pure judgement about time: which window decides, what is late, what a calendar changes."""
