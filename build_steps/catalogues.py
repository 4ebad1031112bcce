"""The catalogues of words: renewed from the source, checked for gaps, compiled for programs.

`python -m build_steps.catalogues` (or `make words`) brings every `django.po` up to date with the
templates and modules, keeps the translations that are there, and lists what has none; it ends with
1 while something is missing. The build compiles; that part needs Babel alone.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path("src/sipol/web")
LANGUAGES = ("en",)
WIDTH = 100
# What must be the same on both sides: named blanks, tags of HTML, and addresses within them.
_BLANKS = re.compile(r"%\([a-z_0-9]+\)s|%[sd]|\{[a-z_0-9]*\}|</?[a-z]+[ >]|href=\"[^\"]*\"")
_HEADER = """\
# Words of Sipol's pages. Renewed by `make words`; only msgstr is written by hand.
"""


def catalogue_paths(root: Path) -> list[Path]:
    """Every catalogue that is kept."""
    return sorted((root / PACKAGE).glob("*/locale/*/LC_MESSAGES/django.po"))


def compile_catalogues(root: Path) -> None:
    """Write what programs read beside every catalogue that is newer."""
    for path in catalogue_paths(root):
        target = path.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, read(path))
        draft.replace(target)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


def renewed(root: Path) -> dict[Path, Catalog]:
    """What the catalogues should be: the words of the source with the translations known so far."""
    from build_steps.words_in_source import words_by_door

    known: dict[tuple[str, object], object] = {}
    for path in catalogue_paths(root):
        language = path.parents[1].name
        known.update({(language, m.id): m.string for m in read(path) if m.id and any(m.string)})
    made = {}
    for door, places in words_by_door(root).items():
        for language in LANGUAGES:
            catalogue = Catalog(locale=language, fuzzy=False, header_comment=_HEADER)
            for words in sorted(places, key=lambda words: (min(places[words]), words.text)):
                key = (words.text, words.plural) if words.plural else words.text
                empty = ("", "") if words.plural else ""
                catalogue.add(
                    key,
                    known.get((language, key), empty),
                    locations=[(file, 0) for file in sorted(places[words])],
                )
            made[root / PACKAGE / door / "locale" / language / "LC_MESSAGES/django.po"] = catalogue
    return made


def faults(catalogue: Catalog) -> Iterator[str]:
    """Every text that has no translation, or one with other blanks, tags or addresses."""
    for message in catalogue:
        if not message.id:
            continue
        own = message.id if message.pluralizable else (message.id,)
        told = message.string if message.pluralizable else (message.string,)
        if not all(told):
            yield f"no translation: {own[0]}"
            continue
        for text, translation in zip(own, told, strict=True):
            if sorted(set(_BLANKS.findall(text))) != sorted(set(_BLANKS.findall(translation))):
                yield f"other blanks or tags: {text}"


def as_text(catalogue: Catalog) -> bytes:
    """The catalogue as it is kept: no dates and no line numbers, which would change every day."""
    from io import BytesIO

    target = BytesIO()
    write_po(target, catalogue, width=WIDTH, omit_header=True, include_lineno=False)
    head = (
        f'{_HEADER}msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale}\\n"\n'
        f'"MIME-Version: 1.0\\n"\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    return head.encode() + target.getvalue()


def main() -> int:
    root = Path(__file__).resolve().parents[1]
    made = renewed(root)
    for path in set(catalogue_paths(root)) - set(made):
        path.unlink()
    for path, catalogue in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_text(catalogue))
    compile_catalogues(root)
    wrong = [f"{path.parts[-5]}: {fault}" for path in made for fault in faults(made[path])]
    print("\n".join(wrong) or "Every text of every page stands in every language.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
