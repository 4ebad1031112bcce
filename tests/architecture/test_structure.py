"""The house as it is meant to be built: bands, sizes, and that no table has a hole."""

from __future__ import annotations

import ast
import importlib
import os
import re
import string
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from allauth import account as sign_in_library

from sipol.config.environment import SETTINGS
from sipol.config.manual import PAGES
from sipol.flow.intake.messages import findings as finding_words
from sipol.flow.intake.readers.errors import UNREADABLE_CODES
from sipol.flow.intake.rules.severities import FINDING_CODES
from sipol.flow.place_lists import messages as list_words
from sipol.kernel.actors import Role
from sipol.records.access import messages as access_words
from sipol.records.bank_accounts import messages as account_words
from sipol.records.boards import messages as board_words
from sipol.records.dossiers.rules.lifecycle import LIFECYCLE, MOVE_TITLES, STATE_TITLES
from sipol.records.offices import messages as office_words
from sipol.records.parties import messages as profile_words
from sipol.records.parties.rules import profile as profile_rules
from sipol.records.places import messages as place_words
from sipol.web.shared import access, refusals
from sipol.web.shared.faults import CODE_OF_STATUS
from sipol.web.shared.page import NAVIGATION, ROLE_TITLES
from sipol.web.uploads.wording import SENTENCES as UPLOAD_DOOR_SENTENCES

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "sipol"
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60

TEXT = {".py", ".md", ".toml", ".txt", ".html", ".ts", ".js", ".json", ".mjs", ".scss", ".yml", ""}
TEXT_FOLDERS = (
    "src",
    "tests",
    "docs",
    "client",
    "benchmarks",
    "build_steps",
    "deploy",
    "requirements",
)
# Refusals whose code is no literal: it comes from a table that is tested with the sentences.
LOOKED_UP = {"code", "CODE_OF_STATUS[status]"}
NOT_OURS = {"node_modules", "built", "_build", "__pycache__", ".venv"}


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of the package but migrations, parsed."""
    return {
        file: ast.parse(file.read_text("utf-8"))
        for file in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in file.parts
    }


def test_no_module_outgrows_its_subject():
    lengths = {name(file): len(file.read_text("utf-8").splitlines()) for file in modules()}
    assert {file: length for file, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_outgrows_the_screen():
    long = {
        f"{name(file)}:{node.name}"
        for file, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    }
    assert long == set()


@pytest.mark.parametrize("band", ["records", "flow", "infra", "kernel", "web"])
def test_every_package_has_a_sign_on_its_door_and_nothing_behind_it(band: str):
    doors = [SOURCE / band / "__init__.py", *(SOURCE / band).glob("*/__init__.py")]
    assert len(doors) > 0
    for door in doors:
        tree = modules()[door]
        assert ast.get_docstring(tree), f"{name(door)} says nothing"
        if band != "infra":
            assert len(tree.body) == 1, f"{name(door)} holds code"


def test_every_refusal_has_its_sentence():
    """A code that has no words would turn an honest no into a fault of ours."""
    of_its_own = {"uploads": set(UPLOAD_DOOR_SENTENCES)}
    missing = {
        f"{name(file)}: {code}"
        for file, tree in modules().items()
        for code in _refusal_codes(tree)
        if code not in refusals.SENTENCES and code not in of_its_own.get(file.parent.name, ())
    }
    assert missing == set()


def test_codes_of_refusals_that_stand_in_tables_have_their_sentences_too():
    from sipol.web.api.operations import STATUS_OF_REFUSAL
    from sipol.web.uploads.answers import CODES, STATUS

    assert {*STATUS_OF_REFUSAL, *CODE_OF_STATUS.values()} <= set(refusals.SENTENCES)
    at_the_upload_door = {*refusals.SENTENCES, *UPLOAD_DOOR_SENTENCES}
    assert {*STATUS, *(code for _, code in CODES)} <= at_the_upload_door


def test_a_refusal_is_worded_in_one_place():
    tables = (
        refusals.OF_REGIONS,
        refusals.OF_TIME,
        refusals.OF_FILINGS_ON_PAPER,
        refusals.OF_DOSSIERS,
        refusals.OF_PLACES,
        refusals.OF_BOARDS,
        refusals.OF_ACCOUNTS,
        refusals.OF_ACCESS,
        refusals.OF_DRAFTS,
        refusals.OF_PAPERS,
        refusals.OF_UPLOADS,
        refusals.OF_LISTS,
        refusals.OF_DOORS,
        UPLOAD_DOOR_SENTENCES,
    )
    times = Counter(code for table in tables for code in table)
    assert {code for code, found in times.items() if found > 1} == set()


@pytest.mark.parametrize(
    "table",
    [
        refusals.SENTENCES,
        UPLOAD_DOOR_SENTENCES,
        profile_words.SENTENCES,
        access_words.FINDING_SENTENCES,
        place_words.FIELD_SENTENCES,
        board_words.SENTENCES,
        list_words.SENTENCES,
        list_words.MENDINGS,
        office_words.SENTENCES,
        account_words.SENTENCES,
    ],
)
def test_sentences_stand_in_both_languages_with_the_same_blanks(table: dict[str, dict[str, str]]):
    for code, words in table.items():
        assert set(words) == {"id", "en"}, code
        assert _blanks(words["id"]) == _blanks(words["en"]), code
        assert all(text.endswith((".", "!", "?")) for text in words.values()), code


@pytest.mark.parametrize("code", [*FINDING_CODES, *sorted(UNREADABLE_CODES)])
def test_every_finding_says_what_and_what_to_do_in_both_languages(code: str):
    for tell in (finding_words.sentence, finding_words.mending):
        indonesian, english = tell(code, "id"), tell(code, "en")
        assert indonesian and english
        assert indonesian != english
    assert _blanks(finding_words.sentence(code, "id")) <= {"value", "detail"}


def test_every_field_of_the_profile_has_its_words():
    assert set(profile_words.FIELD_TITLES) == set(profile_rules.NAMES)
    assert set(profile_words.GROUP_TITLES) == set(profile_rules.GROUPS)
    assert set(profile_words.SENTENCES) == set(profile_rules.FINDING_CODES)


def test_every_template_is_used_and_every_used_one_is_there():
    folders = sorted(SOURCE.glob("web/*/templates"))
    there = {str(file.relative_to(folder)) for folder in folders for file in folder.rglob("*.html")}
    asked_for = {
        found
        for file in (*modules(), *(f for folder in folders for f in folder.rglob("*.html")))
        for found in re.findall(r"[\"']([\w/]+\.html)[\"']", file.read_text("utf-8"))
    }
    # The library of the sign-in pages looks these up by names of its own.
    library = Path(sign_in_library.__file__).parents[1] / "templates"
    by_library = {str(file.relative_to(library)) for file in library.rglob("*.html")}
    assert sorted(asked_for - there) == []
    assert sorted(there - asked_for - by_library) == []


def test_the_life_cycle_has_a_title_for_everything():
    assert set(MOVE_TITLES) == {move.name for move in LIFECYCLE.moves}
    assert set(STATE_TITLES) == set(LIFECYCLE.states)
    entries = [move.entry for move in LIFECYCLE.moves]
    assert len(set(entries)) == len(entries)


def test_the_states_of_the_table_are_those_of_the_life_cycle():
    from sipol.records.dossiers.models import STATES

    assert LIFECYCLE.states == STATES


def test_the_desk_offers_every_move_of_the_commission():
    from sipol.web.commission.views import DECISIONS

    offered = {move.name for move in LIFECYCLE.moves if Role.COMMISSION in move.roles}
    assert set(DECISIONS) == offered


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_the_manual_that_are_made_from_code_are_fresh(page: str):
    """SIPOL_RENEW_DOCS=1 writes them anew."""
    file = ROOT / "docs" / page
    if os.environ.get("SIPOL_RENEW_DOCS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(PAGES[page](), "utf-8")
    assert file.read_text("utf-8") == PAGES[page]()


def test_the_diagram_of_the_manual_is_the_life_cycle():
    page = (ROOT / "docs" / "lifecycles" / "dossier.md").read_text("utf-8")
    assert f"```mermaid\n{LIFECYCLE.diagram()}```" in page


def test_every_setting_that_is_read_is_documented():
    known = {setting.name for setting in SETTINGS}
    used = {
        found
        for file in modules()
        for found in re.findall(r"\b(SIPOL_[A-Z_]+|DATABASE_URL)\b", file.read_text("utf-8"))
    }
    assert used == known
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert {word for word in known if f"`{word}`" not in page} == set()


def test_jobs_that_are_promised_can_be_done():
    from django.conf import settings
    from procrastinate.contrib.django import app

    for path in settings.PROCRASTINATE_IMPORT_PATHS:
        importlib.import_module(path)
    promised = {task for file, tree in modules().items() for task in _promised(file, tree)}
    assert promised
    assert promised <= set(app.tasks)


def test_every_role_has_a_home_a_title_and_a_way_around():
    for role in Role:
        assert role in ROLE_TITLES
        assert access.HOME_OF[role] in {address for _, address in NAVIGATION[role]}
        for _, address in NAVIGATION[role]:
            assert role in access.ROLES[access.AUDIENCE_OF[address]]


# In pieces, so that this file does not find itself.
OF_ONE_MACHINE = re.compile(
    "|".join(
        [
            "/wo" + r"rk/",
            "/ro" + r"ot/",
            "/ho" + r"me/[a-z]+/",
            "file:" + "///opt",
            "/o" + "pt/(?:pypi|wheels)",
            r"--(?:extra-)?" + "index-url",
            r"https?://[\w.\-]*(?:artifactory|nexus|" + r"regis" + r"try\.|pypi|mirror)[\w.\-]*",
        ]
    )
)


def test_nothing_that_is_committed_tells_of_one_machine():
    told = {
        f"{file.relative_to(ROOT)}: {found[0]}"
        for file in _committed_text()
        for found in [OF_ONE_MACHINE.search(file.read_text("utf-8", errors="replace"))]
        if found
    }
    assert told == set()


def name(file: Path) -> str:
    return str(file.relative_to(SOURCE))


def _refusal_codes(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "Refusal"
            and node.args
        ):
            code = node.args[0]
            if isinstance(code, ast.Constant):
                yield str(code.value)
            else:
                assert ast.unparse(code) in LOOKED_UP, f"which code is {ast.unparse(code)}?"


def _promised(file: Path, tree: ast.Module) -> Iterator[str]:
    """The task names given to `enqueue`, constants looked up in their module."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id != "enqueue":
            continue
        first = node.args[0]
        if isinstance(first, ast.Constant):
            yield str(first.value)
        elif isinstance(first, ast.Name):
            module = ".".join(("sipol", *file.relative_to(SOURCE).with_suffix("").parts))
            yield getattr(importlib.import_module(module), first.id)


def _blanks(text: str) -> set[str]:
    return {blank for _, blank, _, _ in string.Formatter().parse(text) if blank}


def _committed_text() -> Iterator[Path]:
    # In a second working tree `.git` is a file that names the first.
    tops = [file for file in ROOT.iterdir() if file.is_file() and file.name != ".git"]
    inner = (file for folder in TEXT_FOLDERS for file in (ROOT / folder).rglob("*"))
    for file in (*tops, *inner):
        if file.is_file() and file.suffix in TEXT and not NOT_OURS & set(file.parts):
            yield file
