"""The template of a member list: the columns that intake reads, ready to be filled in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sipol.flow.intake.documents.template_text import (
    AFTER_SENDING,
    CHOICES,
    COLUMN_HELP,
    LIMITS,
)
from sipol.flow.intake.rules.fields import FIELDS

MEMBERS_SHEET = "Anggota"
EXPLANATION_SHEET = "Penjelasan"
REGIONS_SHEET = "Wilayah"

_COLUMNS = tuple(field for field in FIELDS if field.name != "row_key")
_WIDTHS = {"national_id": 20, "name": 32, "address": 36, "occupation": 22, "birth_place": 20}
_LAST_ROW = 1_048_575
_FIRST_REGION_ROW = 3

# A fixed date keeps the bytes the same for the same content, so that a copy can be recognised.
_CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class RegencyCodes:
    """A regency with the codes and names of its districts and villages, as (code, name)."""

    code: str
    name: str
    districts: tuple[tuple[str, str], ...]
    villages: tuple[tuple[str, str], ...]


def member_template(*, regency: RegencyCodes | None) -> bytes:
    """The XLSX to fill in: the sheets "Anggota" and "Penjelasan".

    With a regency, its code stands in the example row, its districts in a drop-down, and the
    sheet "Wilayah" lists the codes. Every column is formatted as text down to the last row, for
    a spreadsheet program rounds the 16 digits of an identity number to 15. The intake rules know
    the example row by its card number. The same regency gives the same bytes.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "in_memory": True}) as book:
        title = "Templat daftar anggota" + (f" {regency.name}" if regency else "")
        book.set_properties({"title": title, "created": _CREATED})
        _write_members(book, regency)
        _write_explanation(book, regency)
        if regency is not None:
            _write_regions(book, regency)
    return target.getvalue()


def _write_members(book: xlsxwriter.Workbook, regency: RegencyCodes | None) -> None:
    sheet = book.add_worksheet(MEMBERS_SHEET)
    text = book.add_format({"num_format": "@"})
    example = book.add_format({"num_format": "@", "italic": True, "font_color": "#7F7F7F"})
    required = _heading_format(book, "#1F4E78", "#FFFFFF")
    optional = _heading_format(book, "#D9D9D9", "#000000")
    cells = _example_cells(regency)
    for column, field in enumerate(_COLUMNS):
        sheet.set_column(column, column, _WIDTHS.get(field.name, len(field.heading) + 6), text)
        sheet.write_string(0, column, field.heading, required if field.required else optional)
        sheet.write_string(1, column, cells[field.name], example)
        rule = _cell_rule(field.name, regency)
        if rule is not None:
            sheet.data_validation(1, column, _LAST_ROW, column, rule)
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _heading_format(book: xlsxwriter.Workbook, fill: str, ink: str) -> Format:
    return book.add_format(
        {"bold": True, "num_format": "@", "bg_color": fill, "font_color": ink, "border": 1}
    )


def _example_cells(regency: RegencyCodes | None) -> dict[str, str]:
    cells = {name: column.example for name, column in COLUMN_HELP.items()}
    if regency is not None:
        district = regency.districts[0][0] if regency.districts else ""
        inside = (code for code, _ in regency.villages if code.startswith(f"{district}."))
        cells |= {"regency": regency.code, "district": district, "village": next(inside, "")}
    return cells


def _cell_rule(name: str, regency: RegencyCodes | None) -> dict[str, object] | None:
    """The data validation of a column, in the shape xlsxwriter takes; None where there is none."""
    if name in CHOICES:
        meanings = [f"{letter} = {meaning}" for letter, meaning in CHOICES[name]]
        return _list_rule([letter for letter, _ in CHOICES[name]], ", ".join(meanings), "stop")
    if name == "national_id":
        return {
            "validate": "length",
            "criteria": "==",
            "value": 16,
            "input_title": "NIK",
            "input_message": "Tepat 16 angka. Biarkan sel berformat Teks.",
            "error_title": "NIK harus 16 angka",
            "error_message": "Periksa lagi NIK di KTP-el atau KK.",
            "error_type": "warning",
        }
    if regency is None:
        return None
    if name == "district" and regency.districts:
        first, last = _FIRST_REGION_ROW + 1, _FIRST_REGION_ROW + len(regency.districts)
        source = f"={REGIONS_SHEET}!$A${first}:$A${last}"
        return _list_rule(source, f"Kode kecamatan, lihat lembar “{REGIONS_SHEET}”.", "warning")
    if name == "regency":
        return _list_rule([regency.code], f"{regency.code} = {regency.name}"[:200], "warning")
    return None


def _list_rule(source: str | list[str], message: str, strictness: str) -> dict[str, object]:
    """A drop-down; with the strictness "warning" the sender may keep another value."""
    return {
        "validate": "list",
        "source": source,
        "input_message": message,
        "error_title": "Tidak ada dalam daftar",
        "error_message": f"Pilih dari daftar. {message}",
        "error_type": strictness,
    }


def _write_explanation(book: xlsxwriter.Workbook, regency: RegencyCodes | None) -> None:
    sheet = book.add_worksheet(EXPLANATION_SHEET)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for column, width in enumerate((20, 40, 9, 40, 22, 60)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, "Cara mengisi daftar anggota", bold)
    sheet.write_string(
        1, 0, "Kolom berjudul biru tua wajib diisi, kolom berjudul abu-abu boleh kosong."
    )
    titles = ("Kolom", "Isi", "Wajib", "Bentuk", "Contoh", "Kesalahan yang sering terjadi")
    _write_line(sheet, 3, titles, bold)
    cells = _example_cells(regency)
    for line, field in enumerate(_COLUMNS, start=4):
        said = COLUMN_HELP[field.name]
        required = "Ya" if field.required else "Tidak"
        example = cells[field.name]
        texts = (field.heading, said.what, required, said.form, example, said.mistakes)
        _write_line(sheet, line, texts, wrap)
    below = _write_paragraphs(sheet, len(_COLUMNS) + 5, "Batas", LIMITS, (bold, wrap))
    _write_paragraphs(sheet, below + 1, "Setelah dikirim", AFTER_SENDING, (bold, wrap))
    sheet.ignore_errors({"number_stored_as_text": "A1:F100"})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_paragraphs(
    sheet: Worksheet,
    line: int,
    heading: str,
    sentences: Sequence[str],
    styles: tuple[Format, Format],
) -> int:
    """A heading and its sentences across the sheet's width; returns the first free line."""
    bold, wrap = styles
    sheet.write_string(line, 0, heading, bold)
    for place, sentence in enumerate(sentences, start=line + 1):
        sheet.merge_range(place, 0, place, 5, sentence, wrap)
        sheet.set_row(place, 30)
    return line + len(sentences) + 1


def _write_regions(book: xlsxwriter.Workbook, regency: RegencyCodes) -> None:
    sheet = book.add_worksheet(REGIONS_SHEET)
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"num_format": "@", "bold": True})
    for column, width in enumerate((16, 32, 4, 18, 36, 32)):
        sheet.set_column(column, column, width, text)
    sheet.write_string(0, 0, f"{regency.code} {regency.name}", bold)
    titles = ("Kode kecamatan", "Kecamatan", "", "Kode desa", "Desa/kelurahan", "Kecamatan")
    _write_line(sheet, _FIRST_REGION_ROW - 1, titles, bold)
    names = dict(regency.districts)
    for line, district in enumerate(regency.districts, start=_FIRST_REGION_ROW):
        _write_line(sheet, line, district, text)
    for line, (code, name) in enumerate(regency.villages, start=_FIRST_REGION_ROW):
        district_name = names.get(code.rpartition(".")[0], "")
        _write_line(sheet, line, ("", "", "", code, name, district_name), text)
    sheet.freeze_panes(_FIRST_REGION_ROW, 0)


def _write_line(sheet: Worksheet, line: int, texts: Sequence[str], style: Format) -> None:
    for column, text in enumerate(texts):
        if text:
            sheet.write_string(line, column, text, style)
