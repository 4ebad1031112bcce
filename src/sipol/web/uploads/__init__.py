"""Uploads: the door through which files come in, in front of Django and older than any session.

It speaks tus 1.0 (`tus`) over a core that knows no protocol (`receiving`). A byte is acknowledged
when the disk has it and the database says so, and never before.
"""
