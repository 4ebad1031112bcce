"""What a cycle asks of a kind of party, as data: shares, levels, papers, and their legal basis.

`NATIONAL_2022` and `ACEH_2022` are shipped; a cycle may set its own versions in their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from sipol.kernel.rounding import half_up
from sipol.records.dossiers.rules.filing import Tier

LETTERS = ("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")
HALF_UP, UP = "half_up", "up"


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a number, and how its fraction is rounded: `half_up` or `up`."""

    numerator: int
    denominator: int
    rounding: str = HALF_UP

    def of(self, whole: int) -> int:
        """How many that share of `whole` is: 75 % of 22 is 17."""
        if self.rounding == UP:
            return -(-self.numerator * whole // self.denominator)
        return half_up(self.numerator * whole, self.denominator)

    def reached(self, part: int, whole: int) -> bool:
        """Whether the part is at least this share, without rounding; never of nothing."""
        return whole > 0 and part * self.denominator >= whole * self.numerator


@dataclass(frozen=True, slots=True)
class RequirementSet:
    """One version of what is required, by the letters of Act 7/2017 art. 173(2) as they are used.

    `area` limits all counting to one province ("" is the nation); a share of None is not asked
    for. `nested` are the letters that must hold in the same regencies that count under c.
    `papers` and `fields` name what the centre supplies, by letter; `office_until` is the last day
    on which offices must still be there, `boards_on` the day on which boards' periods must not be
    over; None where it plays no part. `two_people`
    says that one person of the party prepares the hand-in and another one confirms it.
    """

    name: str
    legal_basis: str
    regencies: Share
    provinces: Share | None = None
    districts: Share | None = None
    area: str = ""
    women: Share = Share(3, 10)
    women_strict: tuple[Tier, ...] = (Tier.NATIONAL,)
    women_attention: tuple[Tier, ...] = (Tier.PROVINCE, Tier.REGENCY)
    members: bool = True
    office_levels: tuple[Tier, ...] = ()
    office_until: date | None = None
    office_proof_levels: tuple[Tier, ...] = ()
    account_levels: tuple[Tier, ...] = ()
    account_proof: bool = True
    boards_on: date | None = None
    decree_paper: str = "board_decree"
    decree_paper_levels: tuple[Tier, ...] = tuple(Tier)
    nested: tuple[str, ...] = ("d", "f", "g", "i")
    two_people: bool = True
    papers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def on(self, day: date, *, office_until: date | None) -> RequirementSet:
        """The same for that day, where the set itself names no dates."""
        return replace(
            self,
            boards_on=self.boards_on or day,
            office_until=self.office_until or office_until,
        )


_THREE = (Tier.NATIONAL, Tier.PROVINCE, Tier.REGENCY)
_PAPERS = {
    "a": ("state_gazette", "ministry_decree", "statutes"),
    "e": ("national_board_ratification",),
    "g": ("office_certificate_signed",),
    "h": ("name_emblem_certificate", "emblem_image", "ballot_mark_image"),
    "j": ("registration_letter", "statement_signed", "recap_signed"),
}
_FIELDS = {
    "a": (
        "ministry_decree_number",
        "ministry_decree_date",
        "state_gazette_number",
        "statutes_decree_number",
    ),
    "h": ("full_name", "short_name"),
    "j": ("chair", "secretary_general", "treasurer", "street", "regency", "phone", "email"),
}

NATIONAL_2022 = RequirementSet(
    name="national-2022",
    legal_basis="UU 7/2017 Pasal 173 ayat (2) dan 177; PKPU 4/2022 Pasal 7 dan 8",
    provinces=Share(1, 1),
    regencies=Share(3, 4),
    districts=Share(1, 2),
    office_levels=_THREE,
    account_levels=_THREE,
    papers=_PAPERS,
    fields=_FIELDS,
)

# Two thirds of 23 were 16 for the Aceh commission in 2013: a fraction of a board counts whole. The
# Act's members "at each board" are read as the regency's, by the cycle's table.
ACEH_2022 = RequirementSet(
    name="aceh-2022",
    legal_basis="UU 11/2006 Pasal 89; PKPU 4/2022 Pasal 144; Keputusan KIP Aceh 20/2022",
    area="11",
    regencies=Share(2, 3, UP),
    districts=Share(2, 3, UP),
    women_attention=(Tier.REGENCY,),
    office_levels=(Tier.NATIONAL, Tier.REGENCY),
    account_levels=(Tier.NATIONAL,),
    papers={**_PAPERS, "a": ("ministry_decree", "statutes")},
    fields={**_FIELDS, "a": ("ministry_decree_number", "ministry_decree_date")},
)

SHIPPED: Mapping[str, RequirementSet] = {"national": NATIONAL_2022, "local_aceh": ACEH_2022}


def set_as_data(asked: RequirementSet) -> dict[str, Any]:
    """A requirement set as JSON holds it."""
    data = asdict(asked)
    return {name: _plain(value) for name, value in data.items()}


def set_from_data(data: Mapping[str, Any]) -> RequirementSet:
    """The reverse of `set_as_data`. Raises ValueError or TypeError for what is no set."""
    known = {each.name for each in fields(RequirementSet)}
    if unknown := set(data) - known:
        raise ValueError(f"no such settings: {sorted(unknown)}")
    return RequirementSet(**{name: _READERS.get(name, _same)(data[name]) for name in data})


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return value


def _same(value: Any) -> Any:
    return value


def _share(value: Any) -> Share | None:
    return Share(**value) if value else None


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def _tiers(value: Any) -> tuple[Tier, ...]:
    return tuple(Tier(each) for each in value)


def _lists(value: Any) -> dict[str, tuple[str, ...]]:
    return {letter: tuple(each) for letter, each in value.items()}


_READERS: Mapping[str, Any] = {
    **dict.fromkeys(("regencies", "provinces", "districts", "women"), _share),
    **dict.fromkeys(
        (
            *("women_strict", "women_attention", "office_levels", "office_proof_levels"),
            *("account_levels", "decree_paper_levels"),
        ),
        _tiers,
    ),
    **dict.fromkeys(("papers", "fields"), _lists),
    "nested": tuple,
    **dict.fromkeys(("office_until", "boards_on"), _day),
}
