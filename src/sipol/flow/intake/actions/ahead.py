"""Working ahead: the next items are made while the caller is busy with this one."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def ahead(items: Generator[Item, None, None], count: int) -> Generator[Item, None, None]:
    """The same items in the same order, made by one thread that is at most `count` in front.

    What the making raises is raised here, at its place among the items. Ending the iteration early
    closes `items`, after the item that is being made. The maker's thread has database connections
    of its own like every thread, so whatever belongs to the caller's transaction stays with the
    caller.
    """
    end = object()
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as maker:
        due: deque[Future[Item | object]] = deque()
        try:
            for _ in range(count):
                due.append(maker.submit(next, items, end))
            while (item := due.popleft().result()) is not end:
                due.append(maker.submit(next, items, end))
                yield item  # type: ignore[misc]
        finally:
            for promise in due:
                promise.cancel()
            maker.submit(items.close).result()
