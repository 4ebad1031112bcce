"""The small world with one of everything, for what all doors share."""

from __future__ import annotations

from tests.architecture.conftest import built_world, world

__all__ = ["built_world", "world"]
