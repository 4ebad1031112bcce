"""The demo: an invented cycle with invented parties and people, to try everything out.

Nobody in it exists: every identity number begins with 99, which no region has.
"""
