"""Saving and ending bank accounts, one or hundreds at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from sipol.infra import keys
from sipol.kernel.actors import Actor
from sipol.kernel.findings import Finding, Severity, Where
from sipol.records.bank_accounts.models import BankAccount, BankAccountVersion
from sipol.records.bank_accounts.queries import number_of, place_of_account, texts_of_account
from sipol.records.bank_accounts.rules.account import FIELDS, last_digits
from sipol.records.places.actions.batches import (
    PlaceEntry,
    PlaceKind,
    Saved,
    end_place,
    save_places,
)
from sipol.records.places.rules import fields
from sipol.records.places.rules.levels import WITH_OFFICE
from sipol.records.timetable.queries import CycleFacts
from sipol.records.timetable.rules.windows import BANK_ACCOUNTS


class _Accounts(PlaceKind[BankAccount]):
    name = "bank_account"
    fact_model = BankAccount
    version_model = BankAccountVersion
    levels = WITH_OFFICE
    window_kind = BANK_ACCOUNTS

    def clean(self, texts: Mapping[str, str]) -> dict[str, str]:
        return fields.clean(FIELDS, texts)

    def check(
        self, texts: Mapping[str, str], row: int | None, fact: BankAccount | None
    ) -> list[Finding]:
        found = fields.check(FIELDS, texts, row)
        if not texts["number"] and fact is None:
            found.append(Finding("filed_missing", Severity.ERROR, Where(row, "number")))
        return found

    def texts_of(self, fact: BankAccount) -> dict[str, str]:
        return texts_of_account(fact)

    def says(self, fact: BankAccount, texts: Mapping[str, str]) -> bool:
        told = {name: text for name, text in texts.items() if name != "number"}
        same_number = not texts["number"] or texts["number"] == number_of(fact)
        return same_number and told == texts_of_account(fact)

    def fill(self, fact: BankAccount, texts: Mapping[str, str]) -> None:
        for name in ("bank", "branch", "holder"):
            setattr(fact, name, texts[name])
        if texts["number"]:
            sealed = keys.current().forms.seal(texts["number"].encode(), place_of_account(fact))
            fact.number, fact.last_digits = sealed, last_digits(texts["number"])

    def secret(self, fact: BankAccount) -> bytes | None:
        return bytes(fact.number)


def save_account(*, actor: Actor, cycle: CycleFacts, entry: PlaceEntry, now: datetime) -> Saved:
    """Save one bank account; see `save_accounts`."""
    return save_accounts(actor=actor, cycle=cycle, entries=[entry], now=now)


def save_accounts(
    *, actor: Actor, cycle: CycleFacts, entries: Sequence[PlaceEntry], now: datetime
) -> Saved:
    """Save bank accounts, `rules.account.NAMES`; an empty number leaves the stored one.

    See `save_places`.
    """
    return save_places(_Accounts(), actor=actor, cycle=cycle, entries=entries, now=now)


@transaction.atomic
def end_account(
    *, actor: Actor, cycle: CycleFacts, region_code: str, base: int, now: datetime
) -> Saved:
    """End the bank account of a place; see `end_place`."""
    return end_place(
        _Accounts(), actor=actor, cycle=cycle, region_code=region_code, base=base, now=now
    )
