"""Members: the roll, one row per accepted member of a party in a cycle.

The only package that reads or writes identity numbers at rest. Built for millions of rows: bulk
work goes by COPY and sets, never row by row.
"""
