"""The official regions as tables in which codes and names can be looked up by the thousand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import polars as pl

from sipol.flow.intake.rules.region_keys import (
    bare_regency_name,
    district_name,
    regency_name,
    village_name,
    within,
)

_REGENCY, _DISTRICT, _VILLAGE = 1, 2, 3
_PARENT_LENGTH = {_REGENCY: 2, _DISTRICT: 5, _VILLAGE: 8}


@dataclass(frozen=True, slots=True)
class RegionTable:
    """One edition of the official list of regions.

    `regencies`, `districts` and `villages` hold one row for every way to name a region: `key`
    (from `region_keys`; digits of the whole code or of its last part, or the name), `code`, and
    `parent`, the code of the region within which the key is meant; `within` is a number for both.
    Keys are unique within their parent, except that a regency and a city may share a bare name.
    `names` holds code, name and parent of every region by parent, `spans` where in it the regions
    of a parent begin and how many they are. Safe to share between judges and threads.
    """

    regencies: pl.DataFrame
    districts: pl.DataFrame
    villages: pl.DataFrame
    names: pl.DataFrame
    spans: Mapping[str, tuple[int, int]]

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str]]) -> Self:
        """Build from (code, name) of all levels, codes dotted: 11, 11.01, 11.01.01, 11.01.01.2001.

        About 0.2 s for the whole country: build once per edition and keep.
        """
        names = pl.DataFrame(
            list(rows), schema={"code": pl.String, "name": pl.String}, orient="row"
        ).with_columns(level=pl.col("code").str.count_matches(".", literal=True))
        levels = {level: _of_level(names, level) for level in (_REGENCY, _DISTRICT, _VILLAGE)}
        names_by_parent = pl.concat(levels.values()).sort("parent", "code")
        return cls(
            regencies=_regency_keys(levels[_REGENCY]),
            districts=_district_keys(levels[_DISTRICT]),
            villages=_village_keys(levels[_VILLAGE]),
            names=names_by_parent,
            spans=_spans(names_by_parent),
        )

    def children(self, parent: str) -> list[tuple[str, str]]:
        """Code and name of the regions right below a province, a regency or a district."""
        start, length = self.spans.get(parent, (0, 0))
        return self.names.slice(start, length).select("code", "name").rows()

    def regencies_in(self, scope: str) -> list[tuple[str, str]]:
        """Code and name of the regencies of a scope: "" for all, a province, or one regency."""
        code, province = pl.col("code"), pl.col("parent")
        inside = pl.lit(value=True) if not scope else (code == scope) | (province == scope)
        regencies = self.names.filter((code.str.len_bytes() == 5) & inside)
        return regencies.select("code", "name").rows()


def _of_level(names: pl.DataFrame, level: int) -> pl.DataFrame:
    return names.filter(pl.col("level") == level).select(
        "code", "name", parent=pl.col("code").str.head(_PARENT_LENGTH[level])
    )


def _spans(names: pl.DataFrame) -> dict[str, tuple[int, int]]:
    spans = names.with_row_index("place").group_by("parent").agg(pl.col("place").min(), pl.len())
    return {parent: (start, length) for parent, start, length in spans.rows()}


def _digits() -> pl.Expr:
    return pl.col("code").str.replace_all(".", "", literal=True)


def _regency_keys(level: pl.DataFrame) -> pl.DataFrame:
    name = pl.col("name")
    digits = _digits()
    # 11.10 in a number cell arrives as 11.1.
    shortened = pl.when(digits.str.ends_with("0")).then(digits.str.head(3))
    keys = (regency_name(name), bare_regency_name(name), digits, shortened)
    return (
        pl.concat(level.select("code", "parent", key=key) for key in keys)
        .drop_nulls()
        .unique(maintain_order=True)
    )


def _district_keys(level: pl.DataFrame) -> pl.DataFrame:
    last = pl.col("code").str.tail(2)
    keys = (_digits(), last, last.str.strip_chars_start("0"))
    return _with_names(level, keys, district_name(pl.col("name")))


def _village_keys(level: pl.DataFrame) -> pl.DataFrame:
    keys = (_digits(), pl.col("code").str.tail(4))
    return _with_names(level, keys, village_name(pl.col("name")))


def _with_names(level: pl.DataFrame, codes: tuple[pl.Expr, ...], name: pl.Expr) -> pl.DataFrame:
    """Code keys, and the names that stand for one region only within their parent."""
    named = level.select("code", "parent", key=name).unique(["parent", "key"], keep="none")
    coded = [level.select("code", "parent", key=code) for code in codes]
    keyed = pl.concat([*coded, named]).drop_nulls().with_columns(within=within("parent", "key"))
    return keyed.unique("within", keep="first")
