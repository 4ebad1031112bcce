"""The sentences of intake: findings and unreadable files, and refusals around uploads."""
