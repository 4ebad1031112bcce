"""The baseline of the day: the same pages under nginx and gunicorn's sync workers."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

# As Debian ships it, but for places; body size and proxying as in gunicorn's own manual.
_CONF = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
worker_processes auto; user {user};
events {{ worker_connections 768; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_timeout 65; client_max_body_size 100m;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream pages {{ server unix:{folder}/gunicorn.sock fail_timeout=0; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_set_header Host 127.0.0.1; proxy_set_header X-Forwarded-For $remote_addr;
      proxy_pass http://pages;
    }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Usual:
    """One usual set-up. `backlog` is what gunicorn's socket gets; None leaves its default."""

    what: str
    backlog: int | None


WORKERS = 2 * (os.cpu_count() or 1) + 1
USUAL = (
    Usual(f"nginx, gunicorn {WORKERS} sync workers, unix socket, default backlog (2048)", None),
    Usual(
        f"nginx, gunicorn {WORKERS} sync workers, unix socket, backlog 128 (the kernel's default"
        " bound before Linux 5.4)",
        128,
    ),
)


@contextmanager
def running(usual: Usual, home: Path) -> Iterator[int]:
    """The set-up at work on the installation of this process's environment; its port."""
    if NGINX is None:
        raise RuntimeError("nginx is missing")
    folder = home / f"peer-{usual.backlog or 'default'}"
    folder.mkdir(mode=0o755)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    conf = folder / "nginx.conf"
    user = "root" if os.geteuid() == 0 else "nobody"
    conf.write_text(_CONF.format(folder=folder, port=port, user=user))
    backlog = ["--backlog", str(usual.backlog)] if usual.backlog else []
    gunicorn = [
        *(sys.executable, "-m", "gunicorn", "sipol.config.wsgi:application"),
        *("-w", str(WORKERS), "--bind", f"unix:{folder}/gunicorn.sock", *backlog),
    ]
    with (folder / "out.log").open("ab") as log:
        started = [
            subprocess.Popen(command, stdout=log, stderr=log)
            for command in (gunicorn, [NGINX, "-c", str(conf), "-p", str(folder)])
        ]
    try:
        _wait(port)
        yield port
    finally:
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
                link.sendall(b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                if b" 200 " in link.recv(64):
                    return
        except OSError:
            pass
        time.sleep(0.2)
    raise TimeoutError("the peer does not answer")
