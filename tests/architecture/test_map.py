"""The map tells of the house as it is: every path exists, every package is on it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "sipol"
# Without the decisions: they tell of the day on which they were made.
PAGES = (
    *("ARCHITECTURE.md", "README.md", "CONTRIBUTING.md", "SECURITY.md"),
    *sorted(str(page.relative_to(ROOT)) for page in (ROOT / "docs").glob("*.md")),
)

_CODE = re.compile(r"`([^`\n]+)`")
_TOP_LEVEL = "|".join(
    re.escape(entry.name)
    for entry in ROOT.iterdir()
    if entry.name not in {"var", ".venv", ".git", "Makefile", "LICENSE"}
)
_PATH = re.compile(rf"(?:{_TOP_LEVEL})(?:/[\w.\-/]*)?(?:::\w+)?")


def named_paths(page: str) -> set[str]:
    """What stands in backticks and begins like something at the top of the repository."""
    text = (ROOT / page).read_text("utf-8")
    return {code for code in _CODE.findall(text) if _PATH.fullmatch(code)}


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_is_named_exists(page: str) -> None:
    assert {name for name in named_paths(page) if not _exists(name)} == set()


def test_the_check_sees_paths() -> None:
    """A pattern that matches nothing would let everything pass."""
    assert len(named_paths("ARCHITECTURE.md")) > 80
    assert not _exists("src/sipol/flow/intake/actions/nothing.py")
    assert not _exists("tests/architecture/test_map.py::test_that_is_not_there")


@pytest.mark.parametrize("band", ["infra", "records", "flow", "web"])
def test_every_package_is_on_the_map(band: str) -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    packages = {
        f"`src/sipol/{band}/{door.parent.name}/`" for door in SOURCE.glob(f"{band}/*/__init__.py")
    }
    assert packages
    assert {package for package in packages if package not in text} == set()


def test_every_import_contract_is_on_the_map() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]
    assert [name for name in contracts if f"| {name} |" not in text] == []


def _exists(name: str) -> bool:
    path, _, function = name.partition("::")
    file = ROOT / path
    if not function:
        return file.exists()
    return file.is_file() and f"def {function}(" in file.read_text("utf-8")
