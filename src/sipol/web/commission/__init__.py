"""The commission's door: the desk where filings are received or returned."""
