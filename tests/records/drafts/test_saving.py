"""Drafts under several hands: no typed text is lost, repeats change nothing, versions only grow."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refused
from sipol.records.drafts.actions import Saved, empty_draft, save_patch
from sipol.records.drafts.queries import draft
from sipol.records.drafts.rules.forms import DECISION, MOST_FIELDS, PROFILE, Patch, Place
from sipol.records.drafts.rules.merging import Value, merge
from sipol.records.timetable.queries import CycleFacts
from tests.builders import party_in, person_of, running_cycle

EDITORS = (1, 2, 3)
FIELDS = ("name", "phone")
TEXTS = st.sampled_from(["", "a", "b", "c", "d"])


class Editors(RuleBasedStateMachine):
    """People who see the draft now and then, and patches that arrive in any order and again."""

    def __init__(self) -> None:
        super().__init__()
        self.values: set[Value] = set()
        self.version = 0
        self.answered_at: dict[int, int] = {}
        self.seen = dict.fromkeys(EDITORS, 0)
        self.on_the_way: list[tuple[int, Patch]] = []

    @rule(who=st.sampled_from(EDITORS))
    def look(self, who: int) -> None:
        self.seen[who] = self.version

    @rule(
        who=st.sampled_from(EDITORS),
        texts=st.dictionaries(st.sampled_from(FIELDS), TEXTS, min_size=1),
        decides=st.booleans(),
    )
    def type(self, who: int, texts: dict[str, str], decides: bool) -> None:
        patch = Patch(
            base=self.seen[who],
            fields=texts,
            key=str(len(self.on_the_way)),
            resolved=frozenset(texts) if decides else frozenset(),
        )
        self.on_the_way.append((who, patch))

    @precondition(lambda self: self.on_the_way)
    @rule(which=st.integers(0, 1000))
    def arrive(self, which: int) -> None:
        number = which % len(self.on_the_way)
        who, patch = self.on_the_way[number]
        before = frozenset(self.values)
        if number in self.answered_at:
            return
        merged = merge(self.values, patch, user_id=who)
        if merged.changes:
            self.version += 1
        self.values = {v for v in self.values if (v.field, v.version) not in merged.leave}
        for name in (*merged.stand, *merged.rivals):
            stands = name in merged.stand
            self.values.add(Value(name, patch.fields[name], self.version, who, stands))
        self.answered_at[number] = self.version
        kept = {(v.field, v.text) for v in self.values}
        gone = {v for v in before - self.values if (v.field, v.text) not in kept}
        for value in gone:
            assert value.version <= patch.base, "a text left that its successor's author never saw"
            assert value.field in patch.fields
        assert set(patch.fields.items()) <= kept, "what was typed is not there"
        rivals_gone = {v for v in gone if not v.standing}
        assert all(v.field in patch.resolved or v.user_id == who for v in rivals_gone)
        for name in patch.fields:
            told = name in merged.conflicts
            others = {v.text for v in self.values if v.field == name and v.standing}
            assert told or others == {patch.fields[name]}, "overwritten without a word"

    @precondition(lambda self: self.answered_at)
    @rule(which=st.integers(0, 1000))
    def arrive_again_without_key(self, which: int) -> None:
        """Also without the key a repeat of a patch that still is the newest changes nothing."""
        number = sorted(self.answered_at)[which % len(self.answered_at)]
        who, patch = self.on_the_way[number]
        if self.answered_at[number] == self.version and not patch.resolved:
            assert not merge(self.values, patch, user_id=who).changes

    @invariant()
    def one_text_stands_in_each_field(self) -> None:
        for name in FIELDS:
            there = [v for v in self.values if v.field == name]
            assert sum(v.standing for v in there) == bool(there)
            assert len({v.text for v in there}) == len(there)


TestEditors = Editors.TestCase
TestEditors.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@pytest.fixture
def cycle(db: None) -> CycleFacts:
    return running_cycle()


@pytest.fixture
def people(cycle: CycleFacts) -> tuple[Actor, Actor]:
    party = party_in(cycle)
    return person_of(party), person_of(party)


def save(actor: Actor, cycle: CycleFacts, base: int, key: str, **fields: str) -> Saved:
    return decide(actor, cycle, base, key, resolved=(), **fields)


def decide(
    actor: Actor, cycle: CycleFacts, base: int, key: str, resolved: tuple[str, ...], **fields: str
) -> Saved:
    patch = Patch(base=base, fields=fields, key=key, resolved=frozenset(resolved))
    return save_patch(actor=actor, place=place_in(cycle), patch=patch, now=clock.now())


def place_in(cycle: CycleFacts) -> Place:
    return Place(cycle.id, PROFILE)


def test_two_people_fill_in_different_fields(cycle: CycleFacts, people: tuple[Actor, Actor]):
    ani, budi = people
    save(ani, cycle, 0, "1", full_name="Melati")
    saved = save(budi, cycle, 0, "2", phone="021 500")
    assert not saved.conflicts
    assert [(told.field, told.text, told.by) for told in saved.others] == [
        ("full_name", "Melati", ani.name)
    ]
    assert draft(ani, place_in(cycle)).texts == {"full_name": "Melati", "phone": "021 500"}


def test_the_same_field_keeps_both_until_one_decides(
    cycle: CycleFacts, people: tuple[Actor, Actor]
):
    ani, budi = people
    save(ani, cycle, 0, "1", full_name="Melati", phone="1")
    saved = save(budi, cycle, 0, "2", full_name="Mawar", email="a@b.id")
    assert [(told.field, told.text, told.by) for told in saved.conflicts] == [
        ("full_name", "Melati", ani.name)
    ]
    facts = draft(ani, place_in(cycle))
    assert facts.texts == {"full_name": "Melati", "phone": "1", "email": "a@b.id"}
    assert [rival.text for rival in facts.rivals["full_name"]] == ["Mawar"]
    decide(budi, cycle, saved.version, "3", ("full_name",), full_name="Melati Mawar")
    facts = draft(ani, place_in(cycle))
    assert (facts.texts["full_name"], facts.rivals) == ("Melati Mawar", {})


def test_typing_on_does_not_decide(cycle: CycleFacts, people: tuple[Actor, Actor]):
    ani, budi = people
    save(ani, cycle, 0, "1", full_name="Melati")
    version = save(budi, cycle, 0, "2", full_name="Mawar").version
    save(ani, cycle, version, "3", full_name="Melati Putih")
    facts = draft(ani, place_in(cycle))
    assert facts.texts["full_name"] == "Melati Putih"
    assert [rival.text for rival in facts.rivals["full_name"]] == ["Mawar"]


def test_a_repeat_gets_the_first_answer_and_changes_nothing(
    cycle: CycleFacts, people: tuple[Actor, Actor]
):
    ani, budi = people
    save(ani, cycle, 0, "1", full_name="Melati")
    first = save(budi, cycle, 0, "k", full_name="Mawar", phone="1")
    save(ani, cycle, first.version, "2", phone="2")
    before = draft(ani, place_in(cycle))
    assert save(budi, cycle, 0, "k", full_name="Mawar", phone="1") == first
    assert draft(ani, place_in(cycle)) == before
    with pytest.raises(Refused) as refused:
        save(budi, cycle, 0, "k", full_name="Mawar", phone="3")
    assert refused.value.refusal.code == "idempotency_key_reused"
    assert save(ani, cycle, before.version, "k", phone="3").version == before.version + 1


def test_an_emptied_draft_goes_on_counting_and_takes_late_texts(
    cycle: CycleFacts, people: tuple[Actor, Actor]
):
    ani, budi = people
    version = save(ani, cycle, 0, "1", full_name="Melati").version
    empty_draft(actor=ani, place=place_in(cycle), now=clock.now())
    assert draft(ani, place_in(cycle)).texts == {}
    late = save(budi, cycle, version, "2", phone="021")
    assert late.version > version + 1
    assert draft(ani, place_in(cycle)).texts == {"phone": "021"}


@pytest.mark.parametrize(
    ("patch", "code"),
    [
        (Patch(0, {}, "k"), "draft_field_invalid"),
        (Patch(0, {"Nama": "x"}, "k"), "draft_field_invalid"),
        (Patch(0, {"a": "x"}, "k", frozenset({"b"})), "draft_field_invalid"),
        (Patch(0, {"a": "x" * 20_001}, "k"), "draft_too_large"),
        (Patch(0, {f"f{n}": "" for n in range(MOST_FIELDS + 1)}, "k"), "draft_too_large"),
        (Patch(0, {"a": "\ud800"}, "k"), "draft_field_invalid"),
        (Patch(1, {"a": "x"}, "k"), "draft_base_unknown"),
        (Patch(-1, {"a": "x"}, "k"), "draft_base_unknown"),
        (Patch(0, {"a": "x"}, ""), "idempotency_key_invalid"),
    ],
)
def test_what_is_no_patch_is_refused_and_leaves_nothing(
    cycle: CycleFacts, people: tuple[Actor, Actor], patch: Patch, code: str
):
    with pytest.raises(Refused) as refused:
        save_patch(actor=people[0], place=place_in(cycle), patch=patch, now=clock.now())
    assert refused.value.refusal.code == code
    assert draft(people[0], place_in(cycle)).version == 0


def test_each_sees_the_own_drafts_only(cycle: CycleFacts, people: tuple[Actor, Actor]):
    save(people[0], cycle, 0, "1", full_name="Melati")
    rival = person_of(party_in(cycle, "MAWAR"))
    assert draft(rival, place_in(cycle)).texts == {}
    officer = Actor(1, "Dewi", Role.COMMISSION)
    operator = person_of(party_in(cycle, "DAHLIA"), "81.71")
    decision = Place(cycle.id, DECISION, str(uuid4()))
    refusals = [(officer, place_in(cycle)), (operator, place_in(cycle)), (rival, decision)]
    refusals += [(officer, Place(cycle.id, *where)) for where in (("lain",), (DECISION, "1"))]
    for actor, place in refusals:
        with pytest.raises(Refused):
            draft(actor, place)


def test_what_was_typed_stands_nowhere_in_the_clear(cycle: CycleFacts, people: tuple[Actor, Actor]):
    save(people[0], cycle, 0, "1", description="9971010304900001")
    save(people[1], cycle, 0, "2", description="9971010304900002")
    with connection.cursor() as cursor:
        for table in ("drafts_draft", "drafts_draftvalue", "drafts_draftpatch"):
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608
            rows = " ".join(row[0] for row in cursor.fetchall())
            assert rows
            for number in ("9971010304900001", "9971010304900002"):
                assert number not in rows
                assert number.encode().hex() not in rows
