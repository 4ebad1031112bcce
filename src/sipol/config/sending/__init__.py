"""Sending many member lists from a party office's machine: the other end of the upload door.

`batch` takes one file after the other, `delivering` brings one over a bad line, `judging` waits for
its receipt, `memory` remembers what was begun, so that days later nothing is sent twice. It runs
without a server, a database or keys, and imports nothing that needs them.
"""
