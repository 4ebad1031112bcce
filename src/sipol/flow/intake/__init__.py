"""Intake: a party's list comes in by file, every row is judged, and both sides see the balance.

From the first byte of an upload to the receipt for a judged delivery. What is said of one row of
one file belongs here; what needs several filings side by side belongs to a later step.
"""
