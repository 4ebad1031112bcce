"""Storage: whole files under the name of their content, and files that are still arriving.

Everything on disk is encrypted from its first byte. Nothing here knows Django or the database; who
may write to an arriving file, and how much of it counts, is decided by whoever holds its record.
"""
