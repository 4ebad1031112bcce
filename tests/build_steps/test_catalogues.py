"""Every word of every page stands in both languages, in catalogues that fit the source."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from build_steps import catalogues
from build_steps.words_in_source import Words, words_of_module, words_of_template

ROOT = Path(__file__).parents[2]
RENEW = "run `make words` and fill in what it lists"


@pytest.fixture(scope="module")
def made() -> dict[Path, Catalog]:
    return catalogues.renewed(ROOT)


def test_no_text_lacks_its_translation(made: dict[Path, Catalog]):
    wrong = [f"{path.parts[-5]}: {it}" for path in made for it in catalogues.faults(made[path])]
    assert wrong == [], RENEW


def test_the_kept_catalogues_hold_what_the_source_says_and_nothing_stale(
    made: dict[Path, Catalog],
):
    assert catalogues.catalogue_paths(ROOT) == sorted(made), RENEW
    assert sum(len(catalogue) for catalogue in made.values()) > 600
    for path, catalogue in made.items():
        assert path.read_bytes() == catalogues.as_text(catalogue), f"{path}: {RENEW}"


def test_words_of_a_template_are_found():
    found = words_of_template(
        '{% load i18n %}{% translate "Masuk" %}<p>Tidak ditandai</p>'
        "{% blocktranslate trimmed with n=x.y %}\n  Ada\n  {{ n }}\n{% endblocktranslate %}"
        "{% blocktranslate count n=x %}satu {{ n }}{% plural %}"
        "banyak {{ n }}{% endblocktranslate %}"
        '{% include "a.html" with text=_("Keluar") %}{{ b|default:_("(kosong)") }}'
    )
    assert set(found) == {
        Words("Masuk"),
        Words("Ada %(n)s"),
        Words("satu %(n)s", "banyak %(n)s"),
        Words("Keluar"),
        Words("(kosong)"),
    }


def test_words_of_a_module_are_found():
    found = words_of_module(
        'a = _("Satu " "kalimat")\nSTATE_TITLES = {"x": "Draf"}\nOTHER = {"x": "Bukan"}\n'
        'FIELD_HINTS: dict[str, str] = {"y": "Boleh kosong"}\nb = gettext_noop("Dua")\nc = _(a)\n'
    )
    texts = {"Satu kalimat", "Draf", "Boleh kosong", "Dua"}
    assert set(found) == {Words(text) for text in texts}


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("Masuk", ""),
        ("%(n)s baris", "rows"),
        ("<strong>Baris</strong>", "Rows"),
        ('Di <a href="%(here)s">sini</a>', 'At <a href="%(there)s">this</a>'),
    ],
)
def test_a_translation_that_does_not_fit_is_named(text: str, translation: str):
    catalogue = Catalog(locale="en")
    catalogue.add(text, translation)
    assert len(list(catalogues.faults(catalogue))) == 1
    catalogue = Catalog(locale="en")
    catalogue.add(text, text)
    assert list(catalogues.faults(catalogue)) == []


def test_compiled_catalogues_are_read(tmp_path: Path):
    folder = tmp_path / "src/sipol/web/party/locale/en/LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="en")
    catalogue.add("Masuk", "Sign in")
    (folder / "django.po").write_bytes(catalogues.as_text(catalogue))
    catalogues.compile_catalogues(tmp_path)
    import gettext

    with (folder / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Masuk") == "Sign in"
