"""Serving: the listening socket, the web processes under it, and the connections in each.

The socket is kept by a parent that serves nothing itself (`parent`), so that web processes may die
or be replaced while newcomers wait. Each web process (`server`) ends in order when it is told to.
Connections that waste time or room are let go below the application (`connections`, `lobby`).
"""
