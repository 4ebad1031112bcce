"""Invented member lists for tests: good ones, spoilt ones with the findings to expect, and files.

The people come from the demo; what is wrong with a row is written beside it in `spoiling`.
"""
