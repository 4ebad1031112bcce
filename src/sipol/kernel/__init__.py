"""Words: the plain vocabulary that every other band speaks.

Only the standard library and python-stdnum are imported here. What needs a database, a file, a
network or Django lives higher up.
"""
