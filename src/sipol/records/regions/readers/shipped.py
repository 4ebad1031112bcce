"""The region list that comes with the installation, built from the npm package idn-area-data."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

SHIPPED_LIST = Path(__file__).resolve().parent.parent / "data" / "regions.csv.gz"
SHIPPED_SOURCE = "idn-area-data 4 (ODbL 1.0)"
SHIPPED_DECREE = "Keputusan Menteri Dalam Negeri 300.2.2-2138 Tahun 2025"
SHIPPED_EFFECTIVE = date(2025, 4, 25)


def shipped_region_text() -> str:
    """The list as the CSV text that `read_region_list` reads: `code,name`, sorted by code.

    Raises FileNotFoundError with a hint where the installation's build step has not run.
    """
    try:
        return gzip.decompress(SHIPPED_LIST.read_bytes()).decode("utf-8")
    except FileNotFoundError:
        raise FileNotFoundError(
            f"{SHIPPED_LIST}: daftar wilayah bawaan belum dibuat; jalankan `make install`."
        ) from None


def shipped_region_rows() -> list[tuple[str, str]]:
    """The list as pairs of code and name; raises as `shipped_region_text` does."""
    lines = csv.reader(shipped_region_text().splitlines())
    next(lines)
    return [(code, name) for code, name in lines]
