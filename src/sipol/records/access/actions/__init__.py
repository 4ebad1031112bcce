"""What opens, moves and takes back access; each writes the ledger entry of its effect."""
