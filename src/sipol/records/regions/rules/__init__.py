"""Region codes, the reading and comparing of official lists, and counting: plain Python.

Nothing here knows the database; texts and mappings come in, findings and plans go out.
"""
