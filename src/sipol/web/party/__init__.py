"""The party's door: tasks, sending lists, mending, coverage, handing in."""
