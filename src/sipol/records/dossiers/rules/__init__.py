"""The life cycle of a dossier and what must hold before a move."""
