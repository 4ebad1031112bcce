"""CSV without quotation marks takes a shorter way, which must lead to the same rows."""

from __future__ import annotations

from pathlib import Path
from random import Random

import polars as pl
import pytest

from sipol.flow.intake.readers.errors import UnreadableFile
from sipol.flow.intake.readers.member_list import header_and_batches, read_member_list
from sipol.flow.intake.rules.fields import FIELDS

HEADING = ";".join(field.heading for field in FIELDS if field.name != "row_key")
PIECES = (
    *";;;;;;;;;;;;;;;;;;",
    *("\n", "\r\n", "\r", "\n\n", "\r\n\r\n", " ", "  ", "\t", "'", "''", ",", "\xa0", "\ufeff"),
    *("a", "Siti", "8171", "0", "é", "名", "\u2028", "\x0b", "\x85", "-", "=", "\\"),
)


def rows_of(path: Path) -> pl.DataFrame:
    _, batches = header_and_batches(read_member_list(path, path.name))
    return pl.concat(list(batches))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_same_rows_come_with_and_without_a_quotation_mark(
    tmp_path: Path, encoding: str, seed: int
) -> None:
    chance = Random(seed)
    text = HEADING + "\n" + "".join(chance.choices(PIECES, k=20_000)) + "\n"
    plain, quoted = tmp_path / "plain.csv", tmp_path / "quoted.csv"
    content = text.encode(encoding, "ignore").decode(encoding)
    plain.write_bytes(content.encode(encoding))
    quoted.write_bytes((content + 'x;"y"\n').encode(encoding))
    rows = rows_of(plain)
    assert rows.height > 500
    assert rows.equals(rows_of(quoted)[:-1])


def test_a_cell_beyond_any_size_is_refused_at_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEADING}\n" + "a;b\n" * 2_000 + "x" * 100_000 + ";b\n")
    with pytest.raises(UnreadableFile) as caught:
        rows_of(path)
    assert (caught.value.code, caught.value.values["row"]) == ("file_damaged", "2002")


def test_a_long_row_of_short_cells_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEADING}\n" + "ab;" * 50_000 + "\n")
    assert rows_of(path)["c0"].to_list() == ["ab"]
