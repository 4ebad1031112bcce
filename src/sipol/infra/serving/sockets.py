"""The listening socket: made here, or handed over by whoever started us and keeps it longer."""

from __future__ import annotations

import os
import resource
import socket

HOST = "127.0.0.1"
# Newcomers that wait while a web process is replaced; the machine's own bound may be lower.
BACKLOG = 4096
FIRST_HANDED_OVER = 3


def bound(port: int) -> socket.socket:
    """A socket of this machine's own address; raises OSError where the port is taken.

    Nobody can connect before `listen`.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # A port that was just left is free, whatever its last connections still wait for.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOST, port))
    except OSError:
        made.close()
        raise
    return made


def handed_over() -> int | None:
    """The descriptor of the socket that systemd keeps for this process, if it does so.

    The protocol is that of sd_listen_fds(3).
    """
    if os.environ.get("LISTEN_PID") != str(os.getpid()):
        return None
    return FIRST_HANDED_OVER if int(os.environ.get("LISTEN_FDS", "0")) > 0 else None


def adopted(descriptor: int) -> socket.socket:
    """The socket behind a descriptor that was handed over; raises OSError if it is none."""
    os.set_inheritable(descriptor, False)
    return socket.socket(fileno=descriptor)


def allow_many_descriptors() -> int:
    """Raises this process's bound of open files as far as it may; returns the bound."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
