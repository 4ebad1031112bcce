"""Makes the region list that Sipol ships from the npm package idn-area-data.

Standard library only: this runs before Sipol is installed. The package stays untouched and out of
the repository; the list is made anew by every installation, always with the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from pathlib import Path

PACKAGE = "idn-area-data"
MAJOR_VERSION = "4"

# File, name of its column with the parent's code, pattern of its codes, regions it must hold.
LEVELS = (
    ("provinces", None, r"\d{2}", 38),
    ("regencies", "province_code", r"\d{2}\.\d{2}", 514),
    ("districts", "regency_code", r"\d{2}\.\d{2}\.\d{2}", 7285),
    ("villages", "district_code", r"\d{2}\.\d{2}\.\d{2}\.\d{4}", 83762),
)

CREDITS = """\
# Where regions.csv.gz comes from

Codes and names of Indonesia's administrative regions, taken from the data files of
idn-area-data {version} (https://github.com/fityannugroho/idn-area-data), which follow the decree
of the Minister of Home Affairs 300.2.2-2138 of 2025.

The database is made available under the Open Database License 1.0
(https://opendatacommons.org/licenses/odbl/1-0/); any rights in its contents stay with whoever
holds them. Sipol's file is a derivative database under the same licence: the four levels joined
into one table of code and name, sorted by code, islands left out, nothing else changed.
"""


class RegionDataError(Exception):
    """The package does not hold the list that Sipol was made for; nothing was written."""


def write_region_file(package_dir: Path, target: Path) -> None:
    """Write the package's four levels to `target` as gzipped CSV (`code,name`, sorted by code).

    The credit that the data's licence asks for is written beside it as CREDITS.md. Raises
    RegionDataError when the package is another one, or a row or a count is not as expected.
    """
    if target.suffix != ".gz":
        raise RegionDataError(f"{target.name}: the region list is written gzipped, as .csv.gz")
    version = _version(package_dir)
    names: dict[str, str] = {}
    for stem, parent_column, pattern, count in LEVELS:
        level = _read_level(package_dir / "data" / f"{stem}.csv", parent_column, pattern, names)
        if len(level) != count:
            raise RegionDataError(f"{stem}.csv holds {len(level)} regions instead of {count}")
        names.update(level)
    target.parent.mkdir(parents=True, exist_ok=True)
    _write_whole(target.parent / "CREDITS.md", CREDITS.format(version=version).encode())
    _write_whole(target, _gzipped_table(names))


def _version(package_dir: Path) -> str:
    try:
        package = json.loads((package_dir / "package.json").read_text("utf-8"))
    except FileNotFoundError:
        raise RegionDataError(f"{PACKAGE} is not installed at {package_dir}") from None
    name, version = package.get("name"), str(package.get("version"))
    if name != PACKAGE or version.partition(".")[0] != MAJOR_VERSION:
        raise RegionDataError(f"expected {PACKAGE} {MAJOR_VERSION}, found {name} {version}")
    return version


def _read_level(
    path: Path, parent_column: str | None, pattern: str, above: dict[str, str]
) -> dict[str, str]:
    columns = ["code", parent_column, "name"] if parent_column else ["code", "name"]
    level: dict[str, str] = {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if reader.fieldnames != columns:
            raise RegionDataError(f"{path.name} has the columns {reader.fieldnames}")
        for row in reader:
            code, name = row["code"], " ".join((row["name"] or "").split())
            parent = code.rpartition(".")[0]
            sound = (
                re.fullmatch(pattern, code, re.ASCII)
                and name
                and code not in level
                and (parent_column is None or (row[parent_column] == parent and parent in above))
            )
            if not sound:
                raise RegionDataError(f"{path.name}, line {reader.line_num}: {row}")
            level[code] = name
    return level


def _gzipped_table(names: dict[str, str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("code", "name"))
    writer.writerows(sorted(names.items()))
    packed = io.BytesIO()
    # Neither time nor file name goes into the header, so that equal data give equal bytes.
    with gzip.GzipFile("", "wb", 9, packed, mtime=0) as file:
        file.write(text.getvalue().encode("utf-8"))
    return packed.getvalue()


def _write_whole(path: Path, content: bytes) -> None:
    unfinished = path.with_name(path.name + ".new")
    unfinished.write_bytes(content)
    unfinished.replace(path)
