"""Wiring: settings, addresses, servers and the command line. Everything is put together here."""
