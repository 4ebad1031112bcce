"""The embedded PostgreSQL: a real server, from a wheel, for one machine and without a setup.

`server.EmbeddedServer` is the door. The other modules each know one thing: `programs` which
binaries, `owner` which system user, `places` which folders, `cluster` how a database is born,
`processes` who is alive, `locks` whose turn it is. In production DATABASE_URL replaces all this.
"""
