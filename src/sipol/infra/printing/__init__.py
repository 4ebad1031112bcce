"""Documents on A4: typesetting, codes to scan, and the sheet that forms and records share.

What a document says reaches a template as data and is set as text, never as instructions.
"""
