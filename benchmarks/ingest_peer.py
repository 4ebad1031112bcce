"""The peer of `ingest`: django-import-export on the same model, with the same judgements per row.

Written as its documentation teaches: a resource, `before_import_row`, `import_instance`, and
ValidationError for what is wrong. It knows the rows already listed by their national id index.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from import_export import fields, resources, widgets
from import_export.formats.base_formats import CSV, XLSX

from benchmarks.member_files import COLUMNS
from sipol.flow.intake.rules.civil_status import MARITAL_WORDS, SEX_WORDS
from sipol.flow.intake.rules.occupations import DEFAULT_BARRED_OCCUPATIONS
from sipol.infra import keys
from sipol.records.members.models import Member
from sipol.records.members.rules.identity import member_id
from sipol.records.regions.queries import region_table_rows

_REFERENCE = date(2022, 8, 14)
_BARRED = [
    (
        kind.kind,
        re.compile(rf"\b(?:{'|'.join(map(re.escape, kind.patterns))})\b"),
        re.compile(rf"\b(?:{'|'.join(map(re.escape, kind.unless))})\b"),
    )
    for kind in DEFAULT_BARRED_OCCUPATIONS
]


class HexWidget(widgets.Widget):
    """Bytes as a text of hexadecimal digits."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bytes:
        return bytes.fromhex(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return bytes(value or b"").hex()


class MemberResource(resources.ModelResource):
    """Members of one party in one cycle, one row at a time."""

    national_id_index = fields.Field(
        attribute="national_id_index", column_name="index", widget=HexWidget()
    )

    class Meta:
        model = Member
        import_id_fields = ("national_id_index",)
        fields = ("national_id_index",)
        use_transactions = True

    def __init__(self, party_id: int, cycle_id: int) -> None:
        super().__init__()
        self._party_id, self._cycle_id, self._delivery_id = party_id, cycle_id, uuid4()
        self._ring = keys.current()
        self._places = _Places(dict(region_table_rows()))
        self._seen: set[str] = set()

    def get_queryset(self) -> Any:
        return Member.objects.filter(party_id=self._party_id, cycle_id=self._cycle_id)

    def before_import(self, dataset: Any, **options: Any) -> None:
        niks = [re.sub(r"[\s.\-']", "", str(nik or "")) for nik in dataset[COLUMNS["national_id"]]]
        indexes = self._ring.national_ids.index_many(niks)
        dataset.append_col(niks, header="nik")
        dataset.append_col([index.hex() for index in indexes], header="index")

    def before_import_row(self, row: dict[str, Any], **options: Any) -> None:
        row["number"] = options["row_number"]

    def import_instance(self, instance: Member, row: dict[str, Any], **options: Any) -> None:
        super().import_instance(instance, row, **options)
        judged = _judged(row, self._places)
        if row["nik"] in self._seen:
            raise ValidationError("duplicate_in_file")
        self._seen.add(row["nik"])
        instance.id = member_id(self._delivery_id, row["number"])
        instance.party_id, instance.cycle_id = self._party_id, self._cycle_id
        instance.delivery_id, instance.row = self._delivery_id, row["number"]
        instance.national_id = self._ring.national_ids.seal(row["nik"], instance.id.bytes)
        for name, value in judged.items():
            setattr(instance, name, value)

    def skip_row(self, instance: Any, original: Any, row: Any, errors: Any = None) -> bool:
        return not instance._state.adding  # listed already


class BulkMemberResource(MemberResource):
    """The same with the library's own way of writing in bulk."""

    class Meta(MemberResource.Meta):
        use_bulk = True
        batch_size = 1_000
        skip_diff = True


def measure(file: Path, *, bulk: bool, party_id: int, cycle_id: int) -> dict[str, Any]:
    """Seconds from opening the file to the last row committed."""
    made = BulkMemberResource if bulk else MemberResource
    resource = made(party_id, cycle_id)
    began = time.perf_counter()
    if file.suffix == ".xlsx":
        dataset = XLSX().create_dataset(file.read_bytes())
    else:
        dataset = CSV().create_dataset(file.read_text(encoding="utf-8"), delimiter=";")
    result = resource.import_data(dataset, dry_run=False, raise_errors=False)
    seconds = time.perf_counter() - began
    for error in (*result.base_errors, *(row.errors[0] for row in result if row.errors)):
        raise error.error
    return {
        "what": f"django-import-export, {'use_bulk' if bulk else 'as it comes'}",
        "seconds": seconds,
        "rows": len(dataset),
        "accepted": Member.objects.filter(party_id=party_id, cycle_id=cycle_id).count(),
        "rejected": len(result.invalid_rows),
    }


class _Places:
    """Regions by code and by name within the region above."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._codes = dict.fromkeys(names)
        self._named = {
            (code.rpartition(".")[0], _folded(name)): code for code, name in names.items()
        }
        self._regencies = {
            _folded(name): code for code, name in names.items() if code.count(".") == 1
        }

    def find(self, regency: str, district: str, village: str) -> tuple[str, str, str]:
        in_regency = regency if regency in self._codes else self._regencies.get(_folded(regency))
        in_district = self._within(in_regency, district)
        if in_regency is None or in_district is None:
            raise ValidationError("region_unknown")
        return in_regency, in_district, self._within(in_district, village) or ""

    def _within(self, parent: str | None, text: str) -> str | None:
        return text if text in self._codes else self._named.get((parent or "", _folded(text)))


def _folded(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _judged(row: Mapping[str, Any], places: _Places) -> dict[str, Any]:
    text = {name: str(row[title] or "").strip() for name, title in COLUMNS.items()}
    _check_nik(row)
    born = _birth_date(text["birth_date"])
    sex = SEX_WORDS.get(_letters(text["sex"]))
    marital = MARITAL_WORDS.get(_letters(text["marital_status"]))
    for missing, code in (
        (not text["name"], "name_missing"),
        (not text["card_number"], "card_number_missing"),
        (sex is None, "sex_invalid"),
        (marital is None, "marital_status_invalid"),
        (_barred(text["occupation"]), "occupation_barred"),
        (_age(born) < 17 and marital == "B", "under_17_unmarried"),
    ):
        if missing:
            raise ValidationError(code)
    regency, district, village = places.find(text["regency"], text["district"], text["village"])
    return {
        **{name: text[name] for name in ("name", "birth_place", "occupation", "address")},
        **{name: text[name] for name in ("rt", "rw", "card_number")},
        "sex": sex,
        "marital_status": marital,
        "birth_date": born,
        "regency_code": regency,
        "district_code": district,
        "village_code": village,
        "flags": ",".join(_warnings(row["nik"], born, sex)),
    }


def _check_nik(row: Mapping[str, Any]) -> None:
    if isinstance(row[COLUMNS["national_id"]], (int, float)):
        raise ValidationError("nik_rounded_by_excel")
    if not row["nik"].isdigit():
        raise ValidationError("nik_not_digits")
    if len(row["nik"]) != 16:
        raise ValidationError("nik_length")


def _birth_date(text: str) -> date:
    parts = re.split(r"[\s./\-]+", text)
    try:
        first, month, last = (int(part) for part in parts)
        return date(first, month, last) if first > 31 else date(last, month, first)
    except ValueError:
        raise ValidationError("birth_date_invalid") from None


def _letters(text: str) -> str:
    return re.sub("[^a-z]", "", text.lower())


def _barred(occupation: str) -> bool:
    folded = re.sub("[^a-z0-9]+", " ", occupation.lower())
    return any(bars.search(folded) and not unless.search(folded) for _, bars, unless in _BARRED)


def _age(born: date) -> int:
    return (
        _REFERENCE.year - born.year - ((_REFERENCE.month, _REFERENCE.day) < (born.month, born.day))
    )


def _warnings(nik: str, born: date, sex: str | None) -> list[str]:
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    found = []
    if (day % 40, month, year) != (born.day, born.month, born.year % 100):
        found.append("nik_birth_date_mismatch")
    if ("P" if day > 40 else "L") != sex:
        found.append("nik_sex_mismatch")
    return found
