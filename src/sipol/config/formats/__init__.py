"""Number and date formats where Django's own differ from Indonesian usage (times take a dot)."""
