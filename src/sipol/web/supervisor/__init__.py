"""The supervisor's door: sees everything in the same minute, changes nothing."""
