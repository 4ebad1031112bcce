"""Tries that failed: whoever guesses waits longer each time, and nobody else waits with them.

A count belongs to what is guessed at and to where the guesses come from, together. Nothing is ever
locked, so nobody can keep somebody else out.
"""
