"""Documents that intake hands out: the template of a member list and the workbook of its errors.

They take ready sentences and give back files. What is wrong with a row is decided in `rules`,
how it is said stands in `messages`; a corrected workbook comes in again through `readers`.
"""
