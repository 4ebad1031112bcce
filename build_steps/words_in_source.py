"""Finds the words that people read: in templates, and where Python marks them.

Django's own extraction needs the gettext programs, which a bare machine does not have.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path("src/sipol")
SHARED = "shared"
WITH_PAGES = frozenset({"party", "commission", "supervisor", "public"})
# Invented people and words of the command line are no pages.
NOT_PAGES = ("config", "migrations", "data")

PLAIN = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop"})
PLURAL = frozenset({"ngettext", "ngettext_lazy"})
# Tables of words in bands that know nothing of languages; doors translate what they take from them.
TABLE = re.compile(r"[A-Z_]*(TITLES|HINTS)")

_CALL = re.compile(r"\b(_|n?gettext)\(")
_LITERAL = re.compile(r"""\s*,?\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Words:
    """One text that is translated as a whole; `plural` is empty for a text without numbers."""

    text: str
    plural: str = ""


def words_by_door(root: Path) -> dict[str, dict[Words, set[str]]]:
    """For each door (a folder of `web`) its words, and the files in which they stand.

    Words that stand at several doors, or in a lower band, are those of `shared`.
    """
    places: dict[Words, set[str]] = {}
    for file in sorted((root / PACKAGE).rglob("*")):
        inside = file.relative_to(root / PACKAGE)
        if inside.parts[0] in NOT_PAGES or set(NOT_PAGES) & set(inside.parts[:-1]):
            continue
        if file.suffix == ".html" and "templates" in inside.parts:
            found = words_of_template(file.read_text("utf-8"))
        elif file.suffix == ".py":
            found = words_of_module(file.read_text("utf-8"))
        else:
            continue
        for words in found:
            places.setdefault(words, set()).add(inside.as_posix())
    doors: dict[str, dict[Words, set[str]]] = {}
    for words, files in places.items():
        owners = {_door(file) for file in files}
        door = owners.pop() if len(owners) == 1 else SHARED
        doors.setdefault(door, {})[words] = files
    return doors


def _door(file: str) -> str:
    band, door, *_ = file.split("/")
    return door if band == "web" and door in WITH_PAGES else SHARED


def words_of_template(source: str) -> Iterator[Words]:
    """What stands in `translate`, `blocktranslate` and `_()` of a Django template."""
    from django.utils.translation.template import templatize

    code = templatize(source)
    for call in _CALL.finditer(code):
        first = _LITERAL.match(code, call.end())
        if first is None:
            continue
        text = ast.literal_eval(first.group(1))
        second = _LITERAL.match(code, first.end()) if call.group(1) == "ngettext" else None
        yield Words(text, ast.literal_eval(second.group(1)) if second else "")


def words_of_module(source: str) -> Iterator[Words]:
    """What is given to a function of gettext as it stands, and tables of words by their names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _words_of_call(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            yield from _words_of_table(node)


def _words_of_call(call: ast.Call) -> Iterator[Words]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    texts = [_text(argument) for argument in call.args]
    if name in PLAIN and texts and texts[0]:
        yield Words(texts[0])
    if name in PLURAL and len(texts) > 1 and texts[0]:
        yield Words(texts[0], texts[1])


def _words_of_table(node: ast.Assign | ast.AnnAssign) -> Iterator[Words]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    named = any(isinstance(found, ast.Name) and TABLE.fullmatch(found.id) for found in targets)
    if named and isinstance(node.value, ast.Dict):
        for value in node.value.values:
            if text := _text(value):
                yield Words(text)


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
