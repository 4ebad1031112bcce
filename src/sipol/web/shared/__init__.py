"""What all doors share: the gate, the frame of a page, faults told to people, sign-in.

Also the pages that several audiences see of the same thing (coverage, deliveries), so that both
sides look at the same numbers through the same code.
"""
