"""Members: the roll, one row per accepted member of a party in a cycle.

Identity numbers stand sealed in it. Built for millions of rows: bulk
work goes by COPY and sets, never row by row.
"""
