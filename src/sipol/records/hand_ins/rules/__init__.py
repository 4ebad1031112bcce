"""What the law's forms are made from, as it is frozen with a hand-in."""
