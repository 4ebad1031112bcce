"""Which papers there are, and what follows from a file's name. Plain Python."""
