"""Timetable: election cycles and what is data of a cycle: dates, severities of findings, stage."""
