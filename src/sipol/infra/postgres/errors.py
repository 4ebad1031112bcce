"""The one error of the embedded database, worded for the operator of the installation."""

from __future__ import annotations


class EmbeddedServerError(Exception):
    """Says what happened, what is safe and what to do; print it as it is, without a traceback."""
