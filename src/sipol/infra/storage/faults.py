"""What can go wrong with files, in the words that callers act on."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

# EFBIG stands for a quota too: it is what a process limited in file size gets to see.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StorageFault(Exception):
    """The disk did not do what was asked. What was synced before is not affected."""


class StorageFull(StorageFault):
    """No room is left on the disk, or in the quota."""


class PartLost(StorageFault):
    """An arriving file is gone, or holds less than was once acknowledged."""


class PartBusy(StorageFault):
    """Another holder of an arriving file hangs while it has it locked; later it may be free."""


class PartTaken(StorageFault):
    """Another holder has taken the arriving file over; nothing was written."""


class BlobMissing(StorageFault):
    """No file with this content is stored."""


class BlobDamaged(StorageFault):
    """A stored file no longer has the content that its name stands for."""


@contextmanager
def disk_faults() -> Iterator[None]:
    """Turns the operating system's errors into `StorageFull` and `StorageFault`."""
    try:
        yield
    except OSError as error:
        kind = StorageFull if error.errno in _FULL else StorageFault
        raise kind(error.strerror or str(error)) from error
