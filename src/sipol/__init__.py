"""Sipol: where political parties register for an election and the commission verifies them.

Six bands, each of which may use the bands after it and never one before it:
`config` wiring, `web` doors, `flow` verbs, `records` nouns, `infra` machines, `kernel` words.
"""
