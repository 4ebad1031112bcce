"""The demo on a machine where something else is running already."""

from __future__ import annotations

import socket

import pytest

from sipol.config.cli import main


def test_a_busy_port_is_told_before_anything_is_started(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["demo", "--port", str(port)]) == 2
    assert f"Porta {port} sudah dipakai" in capsys.readouterr().err
