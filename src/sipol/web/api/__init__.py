"""The JSON API, for programs of parties and for scripts."""
