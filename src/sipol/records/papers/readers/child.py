"""The process that opens the files of strangers: a house that sends one servant to each of them.

It has loaded what reading needs, takes an order, and forks: the servant confines itself, opens the
one file, answers and ends. Whatever a file does to it is over with it.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import resource
import socket
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from sipol.records.papers.rules.kinds import PDF

from . import formats, wire
from .errors import UnusablePaper
from .limits import CheckLimits

_CRASHED = 70
_NEW_USER_AND_NETWORK = 0x10000000 | 0x40000000


def main(*, warm: bool = False) -> None:
    """Serve orders from standard input, one after the other, until the other side hangs up."""
    if warm:
        _import_heavy()
    control = socket.socket(fileno=0)
    while True:
        order, files, _, _ = socket.recv_fds(control, wire.MAX_MESSAGE, 2)
        if len(files) < 2:
            os._exit(0)
        servant = os.fork()
        if not servant:
            control.close()
            os._exit(_serve(json.loads(order), files[0], files[1]))
        for file in files:
            os.close(file)
        _, status = os.waitpid(servant, 0)
        control.send(json.dumps({"status": os.waitstatus_to_exitcode(status)}).encode())


def _serve(order: dict[str, Any], file: int, out: int) -> int:
    limits = CheckLimits(**order["limits"])
    try:
        _confine(limits)
        head, picture = _do(order, f"/proc/self/fd/{file}", os.pread(file, 16, 0), limits)
    except UnusablePaper as error:
        head, picture = {"code": error.code, "values": error.values}, b""
    except (MemoryError, RecursionError):
        head, picture = {"code": "paper_too_complex", "values": {}}, b""
    except BaseException as error:  # noqa: BLE001 - nothing may pass
        print(type(error).__name__, file=sys.stderr)
        return _CRASHED
    with suppress(BrokenPipeError):
        wire.write_all(out, json.dumps(head).encode() + b"\n" + picture)
    return 0


def _do(
    order: dict[str, Any], path: str, head: bytes, limits: CheckLimits
) -> tuple[dict[str, Any], bytes]:
    media_type = formats.media_type_of(head, order.get("file_name", ""))
    if order["task"] == wire.VIEW:
        picture, width, height = _view(path, media_type, order["page"], limits)
        return {"width": width, "height": height}, picture
    return {"nature": asdict(_check(path, media_type, limits))}, b""


def _check(path: str, media_type: str, limits: CheckLimits) -> Any:
    if media_type == PDF:
        from .pdfs import check_pdf

        return check_pdf(path, limits)
    from .images import check_image

    return check_image(path, media_type, limits)


def _view(path: str, media_type: str, page: int, limits: CheckLimits) -> tuple[bytes, int, int]:
    if media_type == PDF:
        from .pdfs import view_of_page

        return view_of_page(path, page)
    from .images import view_of_image

    return view_of_image(path, limits)


def _confine(limits: CheckLimits) -> None:
    """Bounds on memory, time and files; no network, where the system lets us give it up."""
    # Refused without user namespaces: the environment is empty and nothing is connected anyway.
    ctypes.CDLL(None).unshare(_NEW_USER_AND_NETWORK)
    cpu = limits.cpu_seconds
    for what, soft, hard in (
        (resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes),
        (resource.RLIMIT_CPU, cpu, cpu + 2),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        ceiling = resource.getrlimit(what)[1]
        allowed = hard if ceiling == resource.RLIM_INFINITY else min(hard, ceiling)
        resource.setrlimit(what, (min(soft, allowed), allowed))
    gc.disable()


def _import_heavy() -> None:
    import pypdf  # noqa: F401
    import pypdfium2  # noqa: F401

    from . import images, pdfs  # noqa: F401
