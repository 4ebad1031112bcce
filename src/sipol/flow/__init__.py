"""Verbs: what happens to a filing, in the order in which it travels.

A step may look back, never ahead.
"""
