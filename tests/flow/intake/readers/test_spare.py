from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from sipol.flow.intake.readers.member_list import read_member_list
from sipol.flow.intake.readers.spare import Spare
from tests.flow.intake.readers.make_files import HEADER, PERSON, csv_file


@pytest.fixture
def spare() -> Iterator[Spare]:
    made = Spare()
    yield made
    left = made.take()
    if left is not None:
        left.close()


def test_who_keeps_none_has_none(spare: Spare) -> None:
    spare.renew()
    assert spare.take() is None


def test_it_is_given_once_and_renewed_when_told(spare: Spare) -> None:
    spare.keep()
    first = spare.take()
    assert first is not None
    assert spare.take() is None
    spare.renew()
    second = spare.take()
    assert second is not None
    assert second.pid != first.pid
    first.close()
    second.close()


def test_a_file_is_read_by_it(spare: Spare, tmp_path: Path) -> None:
    spare.keep()
    path = csv_file(tmp_path / "a.csv", [HEADER, PERSON])
    assert len(list(read_member_list(path, path.name, child=spare.take()))) == 2


def test_one_that_died_while_it_waited_costs_nothing_but_time(spare: Spare, tmp_path: Path) -> None:
    spare.keep()
    taken = spare.take()
    assert taken is not None
    os.kill(taken.pid, signal.SIGKILL)
    os.waitid(os.P_PID, taken.pid, os.WEXITED | os.WNOWAIT)
    path = csv_file(tmp_path / "a.csv", [HEADER, PERSON])
    assert len(list(read_member_list(path, path.name, child=taken))) == 2
