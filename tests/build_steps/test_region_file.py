from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from build_steps import regions as step

TABLES = {
    "provinces": "code,name\n12,Sumatera Utara\n11,Aceh\n",
    "regencies": "code,province_code,name\n11.01,11,Kabupaten  Aceh Selatan\n",
    "districts": 'code,regency_code,name\n11.01.01,11.01,"Bakongan, Barat"\n',
    "villages": "code,district_code,name\n11.01.01.2001,11.01.01,Keude\n",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of the right shape with five regions, and those five expected of it."""
    counts = (2, 1, 1, 1)
    levels = [(*level[:3], count) for level, count in zip(step.LEVELS, counts, strict=True)]
    monkeypatch.setattr(step, "LEVELS", tuple(levels))
    folder = tmp_path / "idn-area-data"
    (folder / "data").mkdir(parents=True)
    description = {"name": "idn-area-data", "version": "4.0.1"}
    (folder / "package.json").write_text(json.dumps(description))
    for stem, text in TABLES.items():
        (folder / "data" / f"{stem}.csv").write_text(text)
    return folder


def test_the_levels_become_one_sorted_table(package: Path, tmp_path: Path) -> None:
    target = tmp_path / "data" / "regions.csv.gz"
    step.write_region_file(package, target)
    assert gzip.decompress(target.read_bytes()).decode() == (
        "code,name\n11,Aceh\n11.01,Kabupaten Aceh Selatan\n"
        '11.01.01,"Bakongan, Barat"\n11.01.01.2001,Keude\n12,Sumatera Utara\n'
    )
    credit = (tmp_path / "data" / "CREDITS.md").read_text()
    assert "idn-area-data 4.0.1" in credit
    assert "Open Database License" in credit


def test_the_bytes_depend_on_the_data_alone(package: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one" / "a.csv.gz", tmp_path / "other" / "b.csv.gz"
    step.write_region_file(package, one)
    step.write_region_file(package, other)
    assert one.read_bytes() == other.read_bytes()
    assert one.read_bytes()[4:8] == bytes(4)


@pytest.mark.parametrize(
    ("stem", "text", "told"),
    [
        ("provinces", "code,name\n11,Aceh\n", "holds 1 regions instead of 2"),
        ("provinces", "kode,nama\n11,Aceh\n", "has the columns"),
        ("regencies", "code,province_code,name\n11.01,12,Wrong\n", "line 2"),
        ("regencies", "code,province_code,name\n13.01,13,Orphan\n", "line 2"),
        ("districts", "code,regency_code,name\n110101,11.01,Undotted\n", "line 2"),
        ("villages", "code,district_code,name\n11.01.01.2001,11.01.01,\n", "line 2"),
    ],
)
def test_an_unexpected_package_fails_and_leaves_nothing(
    package: Path, tmp_path: Path, stem: str, text: str, told: str
) -> None:
    (package / "data" / f"{stem}.csv").write_text(text)
    with pytest.raises(step.RegionDataError, match=told):
        step.write_region_file(package, tmp_path / "out" / "regions.csv.gz")
    assert not (tmp_path / "out").exists()


def test_another_version_or_an_absent_package_fails(package: Path, tmp_path: Path) -> None:
    with pytest.raises(step.RegionDataError, match="not installed"):
        step.write_region_file(tmp_path / "absent", tmp_path / "regions.csv.gz")
    (package / "package.json").write_text('{"name": "idn-area-data", "version": "5.0.0"}')
    with pytest.raises(step.RegionDataError, match=r"found idn-area-data 5\.0\.0"):
        step.write_region_file(package, tmp_path / "regions.csv.gz")


def test_the_real_counts_are_demanded() -> None:
    assert [level[3] for level in step.LEVELS] == [38, 514, 7285, 83762]
