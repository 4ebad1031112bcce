"""Accounts: the people who sign in, their role and scope, and the tokens of their programs."""
