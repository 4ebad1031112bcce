"""Whatever the file or the child process does: the right code, and nothing is left behind."""

from __future__ import annotations

import json
import os
import random
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sipol.flow.intake.readers import wire
from sipol.flow.intake.readers.errors import UnreadableFile
from sipol.flow.intake.readers.limits import ReaderLimits
from sipol.flow.intake.readers.member_list import read_member_list, warm_child
from sipol.flow.intake.readers.wire import BATCH, HEAD

from .make_files import (
    HEADER,
    PERSON,
    csv_file,
    ods,
    ods_row,
    people,
    repeated_deflate,
    with_packed_sheet,
    with_sheet_end,
    xlsx,
)

FIXTURES = Path(__file__).parent / "fixtures"
MIB = 1 << 20
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
SHEET_END = b"</sheetData></worksheet>"


def traces() -> tuple[set[str], int]:
    """The child processes and the number of open descriptors of this process."""
    children: set[str] = set()
    for task in Path("/proc/self/task").iterdir():
        children.update((task / "children").read_text().split())
    return children, sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.fixture(scope="module", autouse=True)
def everything_opened_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = csv_file(tmp_path_factory.mktemp("first") / "a.csv", [HEADER, PERSON])
    list(read_member_list(path, "a.csv"))


@pytest.fixture(autouse=True)
def nothing_is_left_behind(tmp_path: Path) -> Iterator[None]:
    before = traces()
    yield
    assert traces() == before


def code_of(source: Path, limits: ReaderLimits | None = None) -> str:
    with pytest.raises(UnreadableFile) as caught:
        list(read_member_list(source, source.name, limits or ReaderLimits()))
    assert caught.value.values["file"] == source.name
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("kosong.xlsx", b"", "file_empty"),
        ("kosong.csv", b"\r\n;;;\r\n\r\n", "file_empty"),
        ("surat.xlsx", b"%PDF-1.7\n1 0 obj", "file_not_spreadsheet"),
        ("foto.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file_not_spreadsheet"),
        ("laman.xls", b"<html><table><tr><td>nik</td></tr></table>", "file_not_spreadsheet"),
        ("acak.xlsx", random.Random(1).randbytes(50_000), "file_not_spreadsheet"),
        ("nol.csv", b"no_kta;nik;nama\0;jk\n", "file_not_spreadsheet"),
        ("nol2.csv", b"no_kta;nik;nama;jk\n" + b"a;b;c;d\n" * 9000 + b"\0", "file_damaged"),
        ("sebaris.csv", b"a" * MIB, "header_not_found"),
        ("koma.csv", b"a," * MIB, "header_not_found"),
        ("surat.csv", b"Yth. Bapak,\nterlampir daftar anggota.\n", "header_not_found"),
        ("arsip.zip", b"PK\x05\x06" + bytes(18), "file_not_spreadsheet"),
        ("rusak.xlsx", b"PK\x03\x04" + bytes(400), "file_damaged"),
        ("dok.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "file_not_spreadsheet"),
    ],
)
def test_bytes_that_are_no_member_list(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert code_of(tmp_path / name) == code


def test_a_text_in_latin_1_without_header_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(bytes(range(32, 256)) * 100)
    assert code_of(tmp_path / "a.csv") == "header_not_found"


def test_files_under_a_password(tmp_path: Path) -> None:
    assert code_of(FIXTURES / "protected.xlsx") == "file_password_protected"
    locked = ods(tmp_path / "a.ods", ods_row(HEADER), manifest="<manifest:encryption-data/>")
    assert code_of(locked) == "file_password_protected"


def test_workbooks_that_are_cut_off_or_broken_inside(tmp_path: Path) -> None:
    good = xlsx(tmp_path / "a.xlsx", [HEADER, *people(500)]).read_bytes()
    for length in (len(good) // 2, len(good) - 10, 30):
        (tmp_path / "cut.xlsx").write_bytes(good[:length])
        assert code_of(tmp_path / "cut.xlsx") == "file_damaged"
    old = (FIXTURES / "small.xls").read_bytes()
    (tmp_path / "cut.xls").write_bytes(old[:2500])
    assert code_of(tmp_path / "cut.xls") == "file_damaged"
    broken = bytearray(good)
    broken[good.index(b"xl/worksheets/sheet1.xml") + 200] ^= 0xFF
    (tmp_path / "flipped.xlsx").write_bytes(broken)
    assert code_of(tmp_path / "flipped.xlsx") == "file_damaged"


def test_a_zip_of_something_else_and_a_document(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "foto.zip", "w") as package:
        package.writestr("kta_1.jpg", b"\xff\xd8\xff")
    assert code_of(tmp_path / "foto.zip") == "file_not_spreadsheet"
    with zipfile.ZipFile(tmp_path / "surat.docx", "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert code_of(tmp_path / "surat.docx") == "file_not_spreadsheet"


def test_a_stray_quotation_mark_does_not_swallow_rows(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [HEADER, *people(5)])
    path.write_text(path.read_text().replace("SITI 2", '"SITI 2'))
    with pytest.raises(UnreadableFile) as caught:
        list(read_member_list(path, "a.csv"))
    assert (caught.value.code, caught.value.values["row"]) == ("file_damaged", "4")


def bomb(tmp_path: Path, *, declared: int | None) -> Path:
    plain = xlsx(tmp_path / "plain.xlsx", [HEADER, PERSON])
    packed, size = repeated_deflate(SHEET, b"<row/>" * 200_000, 800, SHEET_END)
    return with_packed_sheet(plain, tmp_path / "bomb.xlsx", packed, declared or size)


def test_a_zip_bomb_that_declares_itself_is_not_opened(tmp_path: Path) -> None:
    limits = ReaderLimits(cpu_seconds=5, wait_seconds=3)
    assert code_of(bomb(tmp_path, declared=None), limits) == "file_too_big_inside"


def test_a_zip_bomb_that_lies_is_stopped_at_what_it_declared(tmp_path: Path) -> None:
    limits = ReaderLimits(cpu_seconds=5, wait_seconds=3)
    assert code_of(bomb(tmp_path, declared=20 * MIB), limits) == "file_damaged"


def test_an_ods_that_repeats_one_row_without_end_stays_bounded(tmp_path: Path) -> None:
    row = ods_row(PERSON * 100).replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="1048000">'
    )
    limits = ReaderLimits(memory_bytes=768 * MIB)
    assert code_of(ods(tmp_path / "a.ods", ods_row(HEADER) + row), limits) in {
        "reader_out_of_memory",
        "file_damaged",
    }


def test_a_million_empty_formatted_rows_cost_little(tmp_path: Path) -> None:
    empty = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (i, i) for i in range(3, 10**6 + 3))
    plain = xlsx(tmp_path / "plain.xlsx", [HEADER, PERSON])
    path = with_sheet_end(plain, tmp_path / "wide.xlsx", empty)
    limits = ReaderLimits(memory_bytes=768 * MIB, cpu_seconds=10)
    _, batch = read_member_list(path, "wide.xlsx", limits)
    assert batch["row"].to_list() == [2]


def test_one_cell_in_the_last_corner_ends_in_out_of_memory(tmp_path: Path) -> None:
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    plain = xlsx(tmp_path / "plain.xlsx", [HEADER])
    corner_file = with_sheet_end(plain, tmp_path / "corner.xlsx", corner)
    assert code_of(corner_file) == "reader_out_of_memory"


def test_more_rows_than_allowed(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [HEADER, *people(101)])
    assert code_of(path, ReaderLimits(rows=100)) == "file_too_many_rows"
    assert len(list(read_member_list(path, "a.csv", ReaderLimits(rows=101)))) == 2


def test_too_little_memory_is_said_as_such(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [HEADER, *people(20_000)])
    with warm_child() as spare:
        used = int(Path(f"/proc/{spare.pid}/statm").read_text().split()[0]) * 4096
    limits = ReaderLimits(memory_bytes=used // 2)
    assert code_of(path, limits) in {"reader_out_of_memory", "reader_crashed"}


def test_a_process_killed_while_reading(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [HEADER, *people(40_000)])
    spare = warm_child()
    reading = read_member_list(path, "a.csv", ReaderLimits(batch_rows=1_000), spare)
    next(reading)
    os.kill(spare.pid, signal.SIGKILL)
    with pytest.raises(UnreadableFile) as caught:
        list(reading)
    assert caught.value.code == "reader_crashed"


def test_a_process_that_hangs(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [HEADER, PERSON])
    spare = warm_child()
    os.kill(spare.pid, signal.SIGSTOP)
    with pytest.raises(UnreadableFile) as caught:
        list(read_member_list(path, "a.csv", ReaderLimits(wait_seconds=0.3), spare))
    assert caught.value.code == "reader_timeout"


NO_HEADER = HEAD.pack(BATCH, 3) + b"abc"
GOOD_HEADER = json.dumps(
    {"sheet": "", "header_row": 1, "titles": ["nik"], "mapping": {"nik": 0}, "ignored": []}
).encode()
HEADER_FRAME = HEAD.pack(wire.HEADER, len(GOOD_HEADER)) + GOOD_HEADER


@pytest.mark.parametrize(
    "answer",
    [
        random.Random(2).randbytes(100_000),
        HEAD.pack(wire.HEADER, 2**32 - 1),
        HEAD.pack(wire.HEADER, 2) + b"[]",
        HEAD.pack(wire.END, 0),
        HEAD.pack(wire.FAILURE, 4) + b"oops",
        NO_HEADER,
        HEADER_FRAME + NO_HEADER,
        HEADER_FRAME + HEADER_FRAME,
        HEADER_FRAME + HEAD.pack(BATCH, 5000) + random.Random(3).randbytes(5000),
    ],
    ids=["noise", "huge", "list", "nothing", "failure", "no header", "bad", "two", "bad batch"],
)
def test_garbage_from_the_child(tmp_path: Path, answer: bytes) -> None:
    path = csv_file(tmp_path / "a.csv", [HEADER, PERSON])
    spare = warm_child()
    os.kill(spare.pid, signal.SIGSTOP)
    Path(f"/proc/{spare.pid}/fd/1").write_bytes(answer)
    with pytest.raises(UnreadableFile) as caught:
        list(read_member_list(path, "a.csv", ReaderLimits(wait_seconds=5), spare))
    assert caught.value.code == "reader_crashed"


def test_too_much_processor_time_is_a_timeout(tmp_path: Path) -> None:
    plain = xlsx(tmp_path / "plain.xlsx", [HEADER, PERSON])
    path = with_sheet_end(plain, tmp_path / "slow.xlsx", b"<row></row>" * 20_000_000)
    assert code_of(path, ReaderLimits(cpu_seconds=1)) == "reader_timeout"


def test_a_dead_spare_is_replaced(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [HEADER, PERSON])
    spare = warm_child()
    os.kill(spare.pid, signal.SIGKILL)
    os.waitid(os.P_PID, spare.pid, os.WEXITED | os.WNOWAIT)
    assert len(list(read_member_list(path, "a.csv", child=spare))) == 2


def test_the_callers_own_time_is_not_counted_and_giving_up_early_ends_the_process(
    tmp_path: Path,
) -> None:
    path = csv_file(tmp_path / "a.csv", [HEADER, *people(40_000)])
    reading = read_member_list(path, "a.csv", ReaderLimits(batch_rows=1_000))
    next(reading)
    next(reading)
    reading.close()


def test_the_child_inherits_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIPOL_SECRET_KEY", "rahasia")
    with warm_child() as spare:
        environment = Path(f"/proc/{spare.pid}/environ").read_bytes()
    assert b"rahasia" not in environment
