"""Notices: what an office must know, in its inbox, with the proof of who saw it when.

The inbox is the authority. E-mail only points to it: no names, no figures, an address to open.
"""
