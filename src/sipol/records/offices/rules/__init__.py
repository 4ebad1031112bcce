"""What a permanent office needs."""
