"""The forms of the law and the official records, in Indonesian, printed from what was filed."""
