"""The manual builds without a warning, its links lead somewhere, its tables are the code's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.manual_tables import TABLES, with_tables

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
_FOREIGN = re.compile(r"[a-z]+:|#")


def pages() -> list[Path]:
    """Every page that people read: of the repository, and of the manual."""
    manual = (page for page in DOCS.rglob("*.md") if "_build" not in page.parts)
    return sorted([*ROOT.glob("*.md"), *manual])


def test_the_manual_builds_without_a_warning(tmp_path: Path) -> None:
    target = tmp_path / "html"
    quiet = ["-W", "--keep-going", "-q", "-b", "html", "-d", str(tmp_path / "trees")]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *quiet, str(DOCS), str(target)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (target / "intake.html").is_file()


def test_every_link_to_a_file_leads_to_one() -> None:
    dead = {
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages()
        for target in _targets(page)
        if not (page.parent / target).exists()
    }
    assert dead == set()


def test_the_tables_of_the_manual_are_those_of_the_code() -> None:
    """SIPOL_RENEW_DOCS=1 writes them anew."""
    shown: set[str] = set()
    for page in DOCS.glob("*.md"):
        text = page.read_text("utf-8")
        renewed = with_tables(text)
        if os.environ.get("SIPOL_RENEW_DOCS"):
            page.write_text(renewed, "utf-8")
            text = renewed
        assert text == renewed, f"{page.name}: a table is not what the code says"
        shown.update(re.findall(r"<!-- table: ([a-z-]+) -->", text))
    assert shown == set(TABLES)


def test_code_words_of_the_glossary_occur_in_the_code() -> None:
    source = "\n".join(
        file.read_text("utf-8")
        for kind in ("*.py", "*.html")
        for file in (ROOT / "src" / "sipol").rglob(kind)
    )
    lines = (DOCS / "glossary.md").read_text("utf-8").splitlines()
    words = [word for line in lines for word in re.findall(r"`(\w+)`", line)]
    assert len(words) > 30
    assert [word for word in words if not re.search(rf"\b{word}\b", source)] == []


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").glob("2*.md")), ids=lambda p: p.stem)
def test_a_decision_has_its_parts_and_its_date(page: Path) -> None:
    text = page.read_text("utf-8")
    titles = re.findall(r"^## (.+)$", text, re.MULTILINE)
    parts = ["Context", "Options", "Decision", "Consequences", "How we will know"]
    assert titles == parts
    assert text.splitlines()[2].startswith(page.stem[:10])


def _targets(page: Path) -> Iterator[str]:
    for target in _LINK.findall(_FENCE.sub("", page.read_text("utf-8"))):
        if not _FOREIGN.match(target):
            yield target.partition("#")[0]
