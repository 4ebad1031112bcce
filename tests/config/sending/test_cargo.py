"""Which files are sent, and for which regency each."""

from __future__ import annotations

from pathlib import Path

import pytest

from sipol.config.sending.cargo import gather
from sipol.config.sending.faults import Final


def files(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"isi")


def found(*named: Path, **wishes: object) -> dict[str, str]:
    usual = {"listed": None, "regency": "", "by_name": False, **wishes}
    return {cargo.file.name: cargo.regency for cargo in gather(named, **usual)}  # type: ignore[arg-type]


def test_a_folder_gives_its_lists_and_nothing_else(tmp_path: Path) -> None:
    files(tmp_path, "b.xlsx", "dalam/a.CSV", "~$b.xlsx", ".rahasia.csv", "foto.jpg", "catatan.txt")
    assert found(tmp_path) == {"b.xlsx": "", "a.CSV": ""}


def test_a_file_named_twice_is_sent_once(tmp_path: Path) -> None:
    files(tmp_path, "a.csv")
    assert len(gather([tmp_path, tmp_path / "a.csv"], listed=None, regency="", by_name=False)) == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("81.71 Ambon.xlsx", "81.71"),
        ("8171-ambon.xlsx", "81.71"),
        ("ambon.xlsx", "32.04"),
        ("20290214.xlsx", "32.04"),
        ("817.xlsx", "32.04"),
    ],
)
def test_the_regency_may_stand_in_the_name(tmp_path: Path, name: str, code: str) -> None:
    files(tmp_path, name)
    assert found(tmp_path / name, regency="32.04", by_name=True) == {name: code}
    assert found(tmp_path / name, regency="32.04") == {name: "32.04"}


def test_a_list_names_files_and_their_regencies(tmp_path: Path) -> None:
    files(tmp_path, "a.csv", "b.csv", "map/c.csv", "map/d.csv")
    listed = tmp_path / "daftar.txt"
    listed.write_text("# cabang\na.csv;81.71\n\nb.csv\nmap\t32.04\n", "utf-8-sig")
    assert found(listed=listed, regency="53.71") == {
        "a.csv": "81.71",
        "b.csv": "53.71",
        "c.csv": "32.04",
        "d.csv": "32.04",
    }


def test_a_list_with_a_wrong_code_names_the_line(tmp_path: Path) -> None:
    listed = tmp_path / "daftar.txt"
    listed.write_text("a.csv;81.71\nb.csv;Ambon\n")
    with pytest.raises(Final, match="baris 2"):
        found(listed=listed)
    with pytest.raises(Final, match="tidak dapat dibaca"):
        found(listed=tmp_path / "tiada.txt")
