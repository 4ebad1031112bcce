"""Bad lines, a killer of processes, clients that remember what they were told, and a checker.

`line` is a proxy that breaks as lines and middle boxes do; `nemesis` kills parts of a running
installation; `senders` and `writers` work against it and write a `history`; `checker` then compares
that history with database and files, by means of its own.
"""
