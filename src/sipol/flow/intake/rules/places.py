"""Where a row belongs: regency, district and village, each found within the one above it."""

from __future__ import annotations

import polars as pl

from sipol.flow.intake.rules.findings import Claim
from sipol.flow.intake.rules.region_keys import (
    bare_village_name,
    code_digits,
    district_name,
    regency_name,
    village_name,
    within,
)
from sipol.flow.intake.rules.regions import RegionTable
from sipol.flow.intake.rules.suggestions import Suggestions

# A list of the whole nation may name every village; a file of nonsense must not grow dear.
MOST_REMEMBERED = 100_000

_TEXTS = ["regency", "district", "village"]
_REGENCY_DIGITS, _DISTRICT_DIGITS, _VILLAGE_DIGITS = 4, 6, 10
_WHOLE_VILLAGE = pl.col("whole_village")


class Places:
    """Reads where rows belong; what it found out of one batch it knows in the next.

    `scope` is "" for the nation, or the code of a province or a regency.
    """

    def __init__(self, suggestions: Suggestions, scope: str) -> None:
        self._suggestions = suggestions
        self._scope = scope
        self._known: pl.DataFrame | None = None

    def read(self, work: pl.DataFrame) -> pl.DataFrame:
        """Add `regency_code`, `district_code`, `village_code` (dotted, null where unknown), whether
        the regency is `out_of_scope`, and for each level `<level>_hint`: the nearest known name or
        code.

        A missing regency is taken from a full district or village code, else from a scope that is
        one regency. Where a regency and a city share a name, the district's code, a district found
        in one of them only and the scope decide, in this order.
        """
        named = work.select(_TEXTS).unique(maintain_order=True)
        places = self._known
        if places is not None:
            named = named.join(places, on=_TEXTS, how="anti", nulls_equal=True)
        if places is None or named.height:
            found = _found(named, self._suggestions, self._scope)
            places = found if places is None else pl.concat([places, found])
        self._known = places if places.height <= MOST_REMEMBERED else None
        return work.join(places, on=_TEXTS, how="left", nulls_equal=True, maintain_order="left")


def _found(named: pl.DataFrame, suggestions: Suggestions, scope: str) -> pl.DataFrame:
    table = suggestions.table
    places = named.with_row_index("place")
    places = _with_district(_with_keys(places, table, scope), table, scope)
    places = _with_village(places, table)
    places = places.with_columns(
        out_of_scope=pl.col("regency_code").is_not_null() & ~_in_scope(scope)
    )
    return _with_hints(places, suggestions, scope).select(*_TEXTS, *_ADDED)


_ADDED = (
    "regency_code", "district_code", "village_code", "out_of_scope", "has_village",
    "regency_hint", "district_hint", "village_hint",
)  # fmt: skip


def _with_keys(places: pl.DataFrame, table: RegionTable, scope: str) -> pl.DataFrame:
    regency, district, village = (pl.col(name) for name in _TEXTS)
    digits = pl.col("village_digits")
    whole = pl.when(digits.str.len_bytes() == _VILLAGE_DIGITS).then(digits)
    keyed = (
        places.lazy()
        .with_columns(
            regency_key=pl.coalesce(
                code_digits(regency).str.head(_REGENCY_DIGITS), regency_name(regency)
            ),
            district_key=pl.coalesce(
                code_digits(district).str.head(_DISTRICT_DIGITS), district_name(district)
            ),
            village_digits=code_digits(village),
        )
        .with_columns(
            district_key=pl.coalesce("district_key", whole.str.head(_DISTRICT_DIGITS)),
            village_key=pl.coalesce("village_digits", village_name(village)),
            whole_village=whole,
        )
        .collect()
    )
    if keyed["regency_key"].null_count():
        keyed = keyed.with_columns(_regency_key(table, scope))
    return keyed


def _full_district() -> pl.Expr:
    key = pl.col("district_key")
    return pl.when(key.str.contains(r"^[0-9]{6}$")).then(key)


def _regency_key(table: RegionTable, scope: str) -> pl.Expr:
    """The regency as written, else as a full code below it says, else a scope of one regency."""
    known = table.regencies["key"].implode()
    candidates = [code.str.head(_REGENCY_DIGITS) for code in (_full_district(), _WHOLE_VILLAGE)]
    derived = [pl.when(code.is_in(known)).then(code) for code in candidates]
    of_scope = pl.lit(scope.replace(".", "") if scope.count(".") == 1 else None, dtype=pl.String)
    return pl.coalesce("regency_key", *derived, of_scope).alias("regency_key")


def _with_district(places: pl.DataFrame, table: RegionTable, scope: str) -> pl.DataFrame:
    """Regency and district in one step, as a shared name may need the district to be told apart."""
    regencies = table.regencies.select(regency_key="key", regency_code="code")
    districts = table.districts.select(
        regency_code="parent", district_key="key", district_code="code"
    )
    found = places.join(regencies, on="regency_key", how="left", maintain_order="left").join(
        districts, on=["regency_code", "district_key"], how="left", maintain_order="left"
    )
    if found.height == places.height:
        return found
    return _told_apart(found, scope)


def _told_apart(found: pl.DataFrame, scope: str) -> pl.DataFrame:
    """One regency per place: the best by district, by the district's code, and by scope."""
    begins = pl.col("regency_code").str.replace(".", "", literal=True)
    reasons = (
        pl.col("district_code").is_not_null(),
        _full_district().str.head(_REGENCY_DIGITS) == begins,
        _in_scope(scope),
    )
    fits = pl.sum_horizontal(
        reason.cast(pl.Int8) * weight for reason, weight in zip(reasons, (4, 2, 1), strict=True)
    )
    rated = found.with_columns(fits=fits.fill_null(0))
    best = rated.filter(pl.col("fits") == pl.col("fits").max().over("place"))
    tied = pl.len().over("place") > 1
    return (
        best.with_columns(
            pl.when(~tied).then(pl.col(code)).alias(code)
            for code in ("regency_code", "district_code")
        )
        .unique("place", keep="first", maintain_order=True)
        .drop("fits")
    )


def _with_village(places: pl.DataFrame, table: RegionTable) -> pl.DataFrame:
    """Villages by the name as written, then by the name without the word for its kind."""
    places = places.with_columns(
        has_village=pl.col("village_key").is_not_null(),
        village_code=_villages_by("village_key", places, table),
    )
    missed = places["has_village"] & places["village_code"].is_null()
    if not missed.any():
        return places
    bare = places.select("district_code", bare_key=bare_village_name(pl.col("village")))
    return places.with_columns(
        village_code=pl.coalesce("village_code", _villages_by("bare_key", bare, table))
    )


def _villages_by(key: str, places: pl.DataFrame, table: RegionTable) -> pl.Series:
    """The long table is narrowed by numbers first: joining it by its texts costs ten times more."""
    wanted = places.select("district_code", key, within=within("district_code", key))
    narrowed = table.villages.join(wanted.select("within"), on="within", how="semi")
    found = wanted.join(
        narrowed.select(pl.col("parent").alias("district_code"), pl.col("key").alias(key), "code"),
        on=["district_code", key],
        how="left",
        maintain_order="left",
    )
    return found["code"]


def _in_scope(scope: str) -> pl.Expr:
    if not scope:
        return pl.lit(value=True)
    code = pl.col("regency_code")
    return (code == scope) | code.str.starts_with(f"{scope}.")


def _with_hints(places: pl.DataFrame, suggestions: Suggestions, scope: str) -> pl.DataFrame:
    """Suggestions are looked for only where something is unknown, each distinct text once."""
    codes = (pl.col("regency_code"), pl.col("district_code"), pl.col("village_code"))
    unknown = places.filter(
        codes[0].is_null() | codes[1].is_null() | (codes[2].is_null() & pl.col("has_village"))
    ).select("place", *_TEXTS, "regency_code", "district_code")
    hints = [
        (place, *suggestions.for_place(tuple(row[:3]), tuple(row[3:]), scope))
        for place, *row in unknown.rows()
    ]
    columns = ["place", *(f"{level}_hint" for level in _TEXTS)]
    schema = {"place": pl.UInt32, **dict.fromkeys(columns[1:], pl.String)}
    found = pl.DataFrame(hints, schema=schema, orient="row")
    return places.join(found, on="place", how="left", maintain_order="left")


_REGENCY_UNKNOWN = pl.col("regency_code").is_null()
_DISTRICT_UNKNOWN = ~_REGENCY_UNKNOWN & pl.col("district_code").is_null()
_VILLAGE_UNKNOWN = (
    pl.col("district_code").is_not_null() & pl.col("village_code").is_null() & pl.col("has_village")
)

_UNKNOWN = (
    ("village", _VILLAGE_UNKNOWN),
    ("district", _DISTRICT_UNKNOWN),
    ("regency", _REGENCY_UNKNOWN),
)

CLAIMS = (
    *(
        Claim("region_unknown", level, when, pl.col(level), pl.col(f"{level}_hint"), pl.col(level))
        for level, when in _UNKNOWN
    ),
    Claim("region_outside_scope", "regency", pl.col("out_of_scope"),
          pl.coalesce("regency", "regency_code"), pl.col("regency_code"), pl.col("regency_code")),
)  # fmt: skip
