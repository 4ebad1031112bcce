"""The template of a list of places: the columns that are read, an example, and the codes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sipol.flow.place_lists.messages import TITLES
from sipol.flow.place_lists.rules.columns import REGION_CODE, Column, ListKind
from sipol.records.places.rules import fields

ROWS_SHEET = "Isian"
GUIDE_SHEET = "Penjelasan"
REGIONS_SHEET = "Wilayah"

_LAST_ROW = 1_048_575
# A fixed date keeps the bytes the same for the same content.
_CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_GUIDE = (
    "Satu baris untuk satu wilayah; pada daftar pengurus, satu baris untuk satu orang.",
    "Wilayah: isi kode_wilayah, atau nama provinsi, kabupaten/kota, dan kecamatannya. Untuk pusat "
    "tulis “pusat” di kode_wilayah.",
    "Nama kecamatan tidak unik, jadi nama selalu dicari di kabupaten/kota yang Anda sebutkan.",
    "Sel yang kosong tidak menghapus isian yang sudah ada. Untuk mengosongkan, pakai halaman "
    "wilayahnya.",
    "Pengurus yang tidak ada di daftar ini tidak diakhiri.",
    "Tanggal ditulis hari-bulan-tahun, misalnya 27-03-2025. Semua sel berformat Teks.",
    "Baris contoh yang miring tidak dibaca; boleh dihapus.",
)


def list_template(kind: ListKind, regions: Sequence[tuple[str, str]]) -> bytes:
    """The XLSX to fill in; `regions` are the codes and names that its last sheet lists."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "in_memory": True}) as book:
        book.set_properties({"title": TITLES[kind.name]["id"], "created": _CREATED})
        _write_rows(book, kind, len(regions))
        _write_guide(book, kind)
        _write_regions(book, regions)
    return target.getvalue()


def _write_rows(book: xlsxwriter.Workbook, kind: ListKind, regions: int) -> None:
    sheet = book.add_worksheet(ROWS_SHEET)
    text = book.add_format({"num_format": "@"})
    example = book.add_format({"num_format": "@", "italic": True, "font_color": "#7F7F7F"})
    styles = {
        required: book.add_format({"bold": True, "num_format": "@", "bg_color": fill, "border": 1})
        for required, fill in ((True, "#BDD7EE"), (False, "#D9D9D9"))
    }
    for place, column in enumerate(kind.columns):
        sheet.set_column(place, place, max(16, len(column.heading) + 4), text)
        sheet.write_string(0, place, column.heading, styles[column.required])
        sheet.write_string(1, place, column.example, example)
        _write_rule(sheet, place, column, regions)
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _write_rule(sheet: Worksheet, place: int, column: Column, regions: int) -> None:
    if column.choices:
        rule = _list_rule(list(column.choices), "stop")
    elif column.name == REGION_CODE and regions:
        rule = _list_rule(f"={REGIONS_SHEET}!$A$2:$A${regions + 1}", "warning")
    elif column.kind == fields.NIK:
        rule = {
            "validate": "length",
            "criteria": "==",
            "value": 16,
            "input_title": "NIK",
            "input_message": "Tepat 16 angka. Biarkan sel berformat Teks.",
            "error_type": "warning",
        }
    else:
        return
    sheet.data_validation(1, place, _LAST_ROW, place, rule)


def _list_rule(source: str | list[str], strictness: str) -> dict[str, object]:
    """A drop-down; with the strictness "warning" the sender may keep another value."""
    return {
        "validate": "list",
        "source": source,
        "error_title": "Tidak ada dalam daftar",
        "error_message": "Pilih dari daftar.",
        "error_type": strictness,
    }


def _write_guide(book: xlsxwriter.Workbook, kind: ListKind) -> None:
    sheet = book.add_worksheet(GUIDE_SHEET)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, TITLES[kind.name]["id"], bold)
    for line, sentence in enumerate(_GUIDE, start=2):
        sheet.write_string(line, 1, sentence, wrap)
    start = len(_GUIDE) + 3
    sheet.write_string(start, 0, "Kolom", bold)
    sheet.write_string(start, 1, "Isi", bold)
    for line, column in enumerate(kind.columns, start=start + 1):
        sheet.write_string(line, 0, column.heading, wrap)
        said = ["Wajib."] if column.required else []
        said += [f"Pilihan: {', '.join(column.choices)}."] if column.choices else []
        said += [f"Contoh: {column.example}."] if column.example else []
        sheet.write_string(line, 1, " ".join(said), wrap)


def _write_regions(book: xlsxwriter.Workbook, regions: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(REGIONS_SHEET)
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
    sheet.set_column(0, 0, 16, text)
    sheet.set_column(1, 3, 36, text)
    for place, title in enumerate(("Kode", "Nama", "Kabupaten/kota", "Provinsi")):
        sheet.write_string(0, place, title, bold)
    names = dict(regions)
    for line, (code, name) in enumerate(regions, start=1):
        above = (names.get(code[:5], "") if len(code) > 5 else "", names.get(code[:2], ""))
        for place, cell in enumerate((code, name, *(above if len(code) > 2 else ()))):
            if cell:
                sheet.write_string(line, place, cell, text)
