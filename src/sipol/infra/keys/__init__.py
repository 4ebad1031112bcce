"""Keys: the installation's secrets, made once, and the only ciphers that use them.

Nothing here knows Django or the database, so the offline programs can use it too. Callers take
`current()`; the key files stay in `SIPOL_HOME/keys`, outside the database and its backups.
"""

from sipol.infra.keys.ring import current

__all__ = ["current"]
