"""What intake can tell: deliveries with their balance, findings and rejected rows."""
