"""The public door: checking a receipt, the public key, what this service is."""
