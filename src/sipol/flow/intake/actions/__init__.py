"""What intake does: uploads taken in, deliveries received and judged, the filing handed in."""
