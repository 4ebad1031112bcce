"""Doors: one package per audience, each with its pages, on what `shared` offers to all of them.

A door asks queries and calls actions. It holds no rule and touches no table.
"""
