"""What each command of `sipol` does, once its arguments are read.

One module per command; each returns the exit code. Django's models are imported inside the
functions, after the settings are in place.
"""
