"""How a patch meets a draft: field by field, and no value leaves unseen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sipol.records.drafts.rules.forms import Patch


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field. `standing` is the one that forms show; others are its rivals."""

    field: str
    text: str
    version: int
    user_id: int
    standing: bool


@dataclass(frozen=True, slots=True)
class Merge:
    """What a patch does to a draft.

    `stand` are the fields whose new text becomes the standing one, `rivals` those whose new text
    is kept beside it, `leave` the values that go. `conflicts` are all fields of the patch whose
    standing text its author had not seen and which says something else; they come with `rivals`,
    except where the same text was kept before.
    """

    stand: tuple[str, ...]
    rivals: tuple[str, ...]
    leave: frozenset[tuple[str, int]]
    conflicts: tuple[str, ...]

    @property
    def changes(self) -> bool:
        return bool(self.stand or self.rivals or self.leave)


def merge(values: Iterable[Value], patch: Patch, *, user_id: int) -> Merge:
    """Decide what becomes of each text of a patch of this author.

    A text stands if its author had seen the one that stood. Otherwise both are kept. A rival
    leaves in two ways: its own author, having seen it, types something else; or somebody says
    `resolved`, having seen it.
    """
    by_field: dict[str, list[Value]] = {}
    for value in values:
        by_field.setdefault(value.field, []).append(value)
    stand, rivals, leave, conflicts = [], [], set(), []
    for field, text in patch.fields.items():
        there = by_field.get(field, [])
        standing = next((value for value in there if value.standing), None)
        seen = {value for value in there if not value.standing and value.version <= patch.base}
        gone = seen if field in patch.resolved else set()
        if standing is None or standing.version <= patch.base or (standing.text == text and gone):
            if standing is None or standing.text != text or gone:
                stand.append(field)
                same = {value for value in there if value.text == text}
                leave |= {standing, *gone, *same} - {None}
        elif standing.text != text:
            conflicts.append(field)
            if not any(value.text == text for value in there):
                rivals.append(field)
                leave |= {value for value in seen if value.user_id == user_id}
    return Merge(
        stand=tuple(stand),
        rivals=tuple(rivals),
        leave=frozenset((value.field, value.version) for value in leave if value),
        conflicts=tuple(conflicts),
    )
