"""What a good member list is: pure rules over tables of texts, without database or files.

`judgement.RowJudge` is the door: it asks each subject (identity, civil status, birth dates,
occupations, places, duplicates) what it claims of the rows, and gathers the findings. `headers`
finds the columns, `severities` lists every finding code, `regions` holds an official edition.
"""
