"""What changes the timetable: calendars put in force, and windows opened by two people."""
