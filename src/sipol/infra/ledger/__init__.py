"""The ledger: what happened, in one unbroken chain, and the signed receipts that parties keep.

Every arrow between two parts of Sipol appends one entry, in the same transaction as the effect.
`receipts`, `numbers`, `chain`, `attachments` and `redaction` are plain Python, so a receipt is
checked without a server, a database or Django.
"""
