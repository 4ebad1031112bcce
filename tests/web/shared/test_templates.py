"""The shared frame and its parts, as pages use them."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

PART = "shared/components/"


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_fault_pages_need_nothing_and_say_what_is_safe_and_what_to_do(status):
    page = render_to_string(f"{status}.html")
    assert '<html lang="id"' in page
    assert page.count("<h1") == 1
    assert "Yang dapat Anda lakukan" in page
    assert "<script" not in page
    assert "Nomor untuk dilaporkan" not in page


def test_a_fault_with_a_number_shows_it():
    assert "G-1A2B3C4D" in render_to_string("500.html", {"fault_number": "G-1A2B3C4D"})


def test_a_message_says_what_happened_and_quotes_its_number_unformatted():
    page = render_to_string(
        "shared/message.html",
        {"title": "Sudah ditutup", "text": "Aman.", "what_next": "Tunggu.", "number": 1234567},
    )
    for words in ("<h1", "Sudah ditutup", "Aman.", "Tunggu.", "1234567"):
        assert words in page
    assert "1.234.567" not in page


def test_the_demo_says_that_it_is_not_official():
    demo = render_to_string("shared/message.html", {"title": "x", "demo": True})
    real = render_to_string("shared/message.html", {"title": "x", "demo": False})
    assert "Bukan situs resmi" in demo
    assert "Situs resmi" in real
    assert "Bukan situs resmi" not in real


def test_navigation_marks_where_one_is():
    nav = [
        {"title": "Beranda", "url": "/a/", "current": False},
        {"title": "Kiriman", "url": "/b/", "current": True},
    ]
    page = render_to_string("shared/message.html", {"title": "x", "nav": nav})
    assert page.count("aria-current") == 1
    assert 'href="/b/" aria-current="page"' in page


@pytest.mark.parametrize(
    ("met", "started", "look", "words"),
    [
        (True, True, "tile--full", "terpenuhi"),
        (False, True, "tile--partial", "sebagian"),
        (False, False, "tile--none", "belum ada"),
    ],
)
def test_tiles_say_their_state_in_words(met, started, look, words):
    tile = {"code": "81", "name": "Maluku", "full_name": "Provinsi Maluku"}
    tile |= {"met": met, "started": started, "met_count": 3, "required": 9, "total": 11}
    grid = render_to_string(PART + "tile_grid.html", {"tiles": [tile]})
    assert f'class="tile tile-81 {look}"' in grid
    assert "3/9" in grid
    assert words in grid
