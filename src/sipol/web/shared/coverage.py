"""The coverage page and its CSV, the same for party, commission and supervisor."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from sipol.flow.intake.queries.deliveries import rejected_by_party_and_regency
from sipol.kernel.actors import Actor
from sipol.records.dossiers import queries as dossiers
from sipol.records.dossiers.rules.completeness import Completeness
from sipol.records.dossiers.rules.coverage import Coverage, ProvinceCoverage
from sipol.records.dossiers.rules.regency_standing import ProvinceStanding

CSV_TITLES = (
    "kode_provinsi",
    "provinsi",
    "kode_kabko",
    "kabupaten_kota",
    "penduduk",
    "minimum",
    "diterima",
    "ditolak",
    "kurang",
)

# Names too long for a tile of the 38-tile grid; the others stand as they are.
SHORT_NAMES = {
    "11": "Aceh",
    "12": "Sumut",
    "13": "Sumbar",
    "14": "Riau",
    "15": "Jambi",
    "16": "Sumsel",
    "17": "Bengkulu",
    "18": "Lampung",
    "19": "Babel",
    "21": "Kepri",
    "31": "DKI",
    "32": "Jabar",
    "33": "Jateng",
    "34": "DIY",
    "35": "Jatim",
    "36": "Banten",
    "51": "Bali",
    "52": "NTB",
    "53": "NTT",
    "61": "Kalbar",
    "62": "Kalteng",
    "63": "Kalsel",
    "64": "Kaltim",
    "65": "Kaltara",
    "71": "Sulut",
    "72": "Sulteng",
    "73": "Sulsel",
    "74": "Sultra",
    "75": "Gorontalo",
    "76": "Sulbar",
    "81": "Maluku",
    "82": "Malut",
    "91": "Papua",
    "92": "Pabar",
    "93": "Pasel",
    "94": "Pateng",
    "95": "Papeg",
    "96": "PBD",
}


def all_coverages(actor: Actor, *, cycle_id: int) -> Mapping[int, Coverage]:
    """What every party of the cycle reached at this moment, by party id."""
    rejected = rejected_by_party_and_regency(cycle_id=cycle_id)
    return dossiers.coverages(actor, cycle_id=cycle_id, rejected=rejected)


def coverage_page(reached: Coverage) -> dict[str, Any]:
    """The template's variables: provinces with the smallest shortage first, and the tiles."""
    by_need = sorted(reached.provinces, key=lambda p: (p.met, p.short_by, p.code))
    return {
        "coverage": reached,
        "provinces": by_need,
        "tiles": [
            {
                "code": province.code,
                "name": SHORT_NAMES.get(province.code, province.name),
                "full_name": province.name,
                "met": province.met,
                "started": province.accepted > 0,
                "met_count": province.met_count,
                "required": province.required,
                "total": len(province.regencies),
            }
            for province in reached.provinces
        ],
    }


def standing_page(reached: Coverage, judged: Completeness) -> dict[str, Any]:
    """Boards, districts and offices beside the members, in the same order of provinces.

    A province that the requirements do not count, as for a local party, has no standing.
    """
    standings = {province.code: province for province in judged.provinces}
    provinces = coverage_page(reached)["provinces"]
    return {
        "standings": [_standing(province, standings.get(province.code)) for province in provinces],
        "requirement_c": judged.outcome("c"),
    }


def _standing(province: ProvinceCoverage, standing: ProvinceStanding | None) -> dict[str, Any]:
    by_code = {each.code: each for each in standing.regencies} if standing else {}
    filed = by_code.values()
    return {
        "province": province,
        "counting": len(standing.counting) if standing else 0,
        "counted": standing,
        "boards": sum(not each.short["c"] for each in filed),
        "districts": sum(each.districts_filed for each in filed),
        "offices": sum(not each.short.get("g", 0) for each in filed),
        "accounts": sum(not each.short.get("i", 0) for each in filed),
        "regencies": [(regency, by_code.get(regency.code)) for regency in province.regencies],
    }


def coverage_csv(reached: Coverage, file_name: str) -> HttpResponse:
    """One line per regency, in the order of codes."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.write("\ufeff")
    lines = csv.writer(response)
    lines.writerow(CSV_TITLES)
    for province in reached.provinces:
        for regency in sorted(province.regencies, key=lambda r: r.code):
            lines.writerow(
                [
                    province.code,
                    province.name,
                    regency.code,
                    regency.name,
                    regency.population,
                    regency.minimum,
                    regency.accepted,
                    regency.rejected,
                    regency.short_by,
                ]
            )
    return response
