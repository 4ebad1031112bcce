"""What is known of papers."""
