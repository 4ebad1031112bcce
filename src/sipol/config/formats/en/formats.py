"""English as it is read in Indonesia: 23 November 2026, 15:44, and 1,234,567."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
CLOCK_FORMAT = "H:i:s"
DATETIME_FORMAT = "j F Y, H:i"
EXACT_FORMAT = "j F Y, H:i:s"
SHORT_DATE_FORMAT = "d-m-Y"
SHORT_DATETIME_FORMAT = "d-m-Y H:i"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
