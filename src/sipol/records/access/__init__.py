"""Access: the letters on which it is opened, invitations, and how rights change hands or end."""
