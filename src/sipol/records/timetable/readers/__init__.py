"""Reading calendars as files."""
