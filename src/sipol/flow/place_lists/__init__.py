"""Boards, officers, offices and accounts by spreadsheet: read, judged, saved, and handed back.

A list is judged in the request that brings it: 3,000 rows take seconds, and the page that answers
says everything.
"""
