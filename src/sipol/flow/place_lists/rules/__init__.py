"""What a row of such a list means, and what keeps it out."""
