"""Whatever the file is: one sentence for each failure, and no harm done."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from sipol.records.papers import messages
from sipol.records.papers.readers import child
from sipol.records.papers.readers.checking import Checker
from sipol.records.papers.readers.errors import UNUSABLE_CODES, UnusablePaper
from sipol.records.papers.readers.limits import CheckLimits
from sipol.records.papers.rules.kinds import KINDS, PaperNature, problem_with
from tests.records.papers.files import (
    jpeg_with_place,
    pdf,
    pdf_that,
    pdf_with_attachment,
    pdf_with_xfa,
    picture,
    png_bomb,
)

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ZIP = b"PK\x03\x04" + b"malware" * 400


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    with Checker(warm=True) as made:
        yield made


def opened(content: bytes) -> int:
    descriptor = os.memfd_create("sent")
    os.write(descriptor, content)
    return descriptor


def check(checker: Checker, content: bytes, name: str) -> PaperNature:
    descriptor = opened(content)
    try:
        return checker.check(descriptor, name)
    finally:
        os.close(descriptor)


REFUSED: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "nothing at all": ("paper_empty", "a.pdf", lambda: b""),
    "a drawing that runs scripts": ("paper_wrong_type", "a.png", lambda: SVG),
    "a program": ("paper_wrong_type", "a.pdf", lambda: b"MZ\x90" + bytes(500)),
    "a page of the web before a PDF": ("paper_wrong_type", "a.pdf", lambda: b"<html>" + pdf()),
    "a photograph called PDF": ("paper_not_what_it_says", "a.pdf", lambda: picture("JPEG")),
    "a PDF called photograph": ("paper_not_what_it_says", "a.jpeg", pdf),
    "a PDF with a password": ("paper_password_protected", "a.pdf", lambda: pdf(password="rahasia")),
    "half a photograph": ("paper_damaged", "a.jpg", lambda: picture("JPEG", (900, 900))[:-900]),
    "half a PNG": ("paper_damaged", "a.png", lambda: picture("PNG", (900, 900))[:-60]),
    "the beginning of a PDF": ("paper_damaged", "a.pdf", lambda: pdf()[:120]),
    "a PDF of nonsense": ("paper_damaged", "a.pdf", lambda: b"%PDF-1.7\n" + os.urandom(5000)),
    "millions of pixels in few bytes": ("paper_too_many_pixels", "a.png", png_bomb),
    "JavaScript": ("paper_active_content", "a.pdf", lambda: pdf_that("JavaScript", JS="a()")),
    "a program to launch": ("paper_active_content", "a.pdf", lambda: pdf_that("Launch", F="x.exe")),
    "a form that sends": ("paper_active_content", "a.pdf", lambda: pdf_that("SubmitForm", F="x")),
    "a file within": ("paper_active_content", "a.pdf", pdf_with_attachment),
    "an XFA form": ("paper_active_content", "a.pdf", pdf_with_xfa),
    "a name spelt to hide": (
        "paper_active_content",
        "a.pdf",
        lambda: pdf_that("JavaScript", JS="a()").replace(b"/JavaScript", b"/J#61vaScript"),
    ),
    "more pages than anybody reads": ("paper_too_many_pages", "a.pdf", lambda: pdf(pages=1001)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_each_failure_has_its_own_code(checker: Checker, what: str):
    code, name, content = REFUSED[what]
    with pytest.raises(UnusablePaper) as unusable:
        check(checker, content(), name)
    assert unusable.value.code == code
    assert messages.sentence(code, unusable.value.values)


def test_every_code_has_its_own_sentence():
    sentences = {messages.OF_FILES[code]["id"] for code in UNUSABLE_CODES}
    assert len(sentences) == len(UNUSABLE_CODES)


@pytest.mark.parametrize("name", ["SK.pdf", "SK", "SK.scan"])
def test_a_sound_file_is_told_what_it_is(checker: Checker, name: str):
    assert check(checker, pdf(pages=3), name) == PaperNature("application/pdf", 3)


def test_a_picture_is_told_with_its_size(checker: Checker):
    nature = check(checker, picture("JPEG", (80, 50)), "a.jpg")
    assert nature == PaperNature("image/jpeg", 1, 80, 50)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_of_a_disguise_only_the_picture_is_left(checker: Checker, kind: str):
    nature = check(checker, picture(kind) + ZIP, "a")
    assert nature.marks == ("foreign_bytes",)
    view = checker.view(opened(picture(kind) + ZIP), 1)
    assert view.jpeg.startswith(b"\xff\xd8\xff")
    assert b"PK" not in view.jpeg and b"malware" not in view.jpeg


def test_a_view_tells_nothing_of_place_and_camera(checker: Checker):
    view = checker.view(opened(jpeg_with_place()), 1)
    assert b"KameraRahasia" in jpeg_with_place()
    assert b"KameraRahasia" not in view.jpeg and b"Exif" not in view.jpeg
    shown = Image.open(io.BytesIO(view.jpeg))
    assert (shown.size, dict(shown.getexif())) == ((60, 40), {})


def test_pages_are_shown_as_pictures(checker: Checker):
    view = checker.view(opened(pdf(pages=2)), 2)
    assert (max(view.width, view.height), view.jpeg[:3]) == (1400, b"\xff\xd8\xff")


def test_a_file_that_eats_memory_or_time_ends_with_its_child_only():
    poor = CheckLimits(memory_bytes=180 << 20)
    with Checker(warm=True, limits=poor) as checker:
        with pytest.raises(UnusablePaper) as unusable:
            check(checker, png_bomb(side=6300, whole=True), "a.png")
        assert unusable.value.code == "paper_too_complex"
        assert check(checker, picture(), "a.png").pages == 1
    with Checker(limits=CheckLimits(wait_seconds=0.0)) as checker:
        with pytest.raises(UnusablePaper) as unusable:
            check(checker, pdf(), "a.pdf")
        assert unusable.value.code == "paper_too_complex"


def test_nothing_is_left_behind():
    def open_files() -> int:
        return sum(1 for _ in Path("/proc/self/fd").iterdir())

    before = open_files()
    with Checker() as checker:
        check(checker, picture(), "a.png")
        with pytest.raises(UnusablePaper):
            check(checker, SVG, "a.png")
    assert open_files() == before


def test_whoever_reads_files_has_no_network(tmp_path: Path):
    """Where the system allows giving it up; a container may not."""
    reading, writing = os.pipe()
    servant = os.fork()
    if not servant:
        child._confine(CheckLimits())
        networks = Path("/proc/self/net/dev").read_text().count(":")
        os.write(writing, str(networks).encode())
        os._exit(0)
    os.waitpid(servant, 0)
    networks = int(os.read(reading, 9))
    os.close(reading), os.close(writing)
    if networks > 1:
        pytest.skip("this system gives no process a network of its own")
    assert networks == 1


@pytest.mark.parametrize(
    ("kind", "nature", "size", "code"),
    [
        ("emblem_image", PaperNature("application/pdf", 1), 10, "paper_wrong_type"),
        ("statutes", PaperNature("image/png", 1, 9, 9), 10, "paper_wrong_type"),
        ("board_decree", PaperNature("application/pdf", 1), 10 << 20 | 1, "paper_too_large"),
        ("board_decree", PaperNature("application/pdf", 101), 10, "paper_too_many_pages"),
        ("office_proof", PaperNature("image/png", 1, 9000, 9000), 10, "paper_too_many_pixels"),
        ("board_decree", PaperNature("application/pdf", 100), 10 << 20, None),
    ],
)
def test_what_a_kind_takes(kind: str, nature: PaperNature, size: int, code: str | None):
    problem = problem_with(KINDS[kind], nature, size)
    assert (problem.code if problem else None) == code
    if problem:
        assert messages.sentence(problem.code, dict(problem.values))
