"""Readers of files that come with the installation.

Official files that an operator brings are texts handed to `rules`, not read here.
"""
