"""What a party's bank account needs."""
