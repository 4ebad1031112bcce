"""Reading bank accounts: summaries by region, numbers masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sipol.infra import keys
from sipol.kernel.actors import Actor
from sipol.kernel.findings import Finding, Severity
from sipol.records.bank_accounts.models import BankAccount, BankAccountVersion
from sipol.records.bank_accounts.rules.account import NAMES, judge
from sipol.records.parties.queries import party
from sipol.records.places.queries import Step, histories, living, may_read
from sipol.records.places.rules.levels import Level


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """One place's account; `masked` shows its last four digits. Problems are warnings."""

    region_code: str
    level: Level
    version: int
    bank: str
    branch: str
    masked: str
    holder: str
    problems: tuple[Finding, ...]
    changed_by: str
    changed_at: datetime

    @property
    def complete(self) -> bool:
        return all(found.severity != Severity.ERROR for found in self.problems)


def accounts_by_region(
    party_id: int, cycle_id: int, *, under: str = ""
) -> dict[str, AccountSummary]:
    """Every place where the party has a bank account, by region code, in two queries."""
    facts = party(party_id)
    names = (facts.name.removeprefix("Partai "), facts.short_name)
    rows = living(BankAccount, party_id=party_id, cycle_id=cycle_id, under=under)
    return {
        row.region_code: AccountSummary(
            region_code=row.region_code,
            level=Level(row.level),
            version=row.version,
            bank=row.bank,
            branch=row.branch,
            masked=f"•••• {row.last_digits}",
            holder=row.holder,
            problems=judge(holder=row.holder, party_names=names),
            changed_by=row.changed_by,
            changed_at=row.changed_at,
        )
        for row in rows.order_by("region_code")
    }


def account_texts(
    actor: Actor, *, party_id: int, cycle_id: int, region_code: str
) -> dict[str, str]:
    """What the form of one account holds, empty where there is none; never its number.

    Raises Refused as `may_read`.
    """
    may_read(actor, party_id=party_id, region_code=region_code)
    row = living(BankAccount, party_id=party_id, cycle_id=cycle_id).filter(region_code=region_code)
    account = row.first()
    return texts_of_account(account) if account else {}


def standing_accounts(party_id: int, cycle_id: int) -> dict[str, tuple[int, dict[str, str]]]:
    """Version and texts, without the number, of every account of the party, by region code."""
    rows = living(BankAccount, party_id=party_id, cycle_id=cycle_id)
    return {row.region_code: (row.version, texts_of_account(row)) for row in rows}


def texts_of_account(account: BankAccount) -> dict[str, str]:
    """What the account says, without its number."""
    return {name: getattr(account, name) for name in NAMES if name != "number"}


def number_of(account: BankAccount) -> str:
    return keys.current().forms.open(bytes(account.number), place_of_account(account)).decode()


def place_of_account(account: BankAccount) -> bytes:
    """Where a number is sealed to: copied to another account it does not open."""
    return f"bank_accounts:{account.pk}".encode()


def account_history(
    actor: Actor, *, party_id: int, cycle_id: int, region_code: str, limit: int
) -> list[Step]:
    """The steps of the account of a place, without its numbers; raises Refused as `may_read`."""
    found = histories(
        actor,
        BankAccountVersion,
        party_id=party_id,
        cycle_id=cycle_id,
        region_code=region_code,
        limit=limit,
    )
    return [step for steps in found.values() for step in steps]


def regions_with_account(party_id: int, cycle_id: int) -> list[str]:
    """The codes of the regions where the party has a bank account."""
    rows = living(BankAccount, party_id=party_id, cycle_id=cycle_id)
    return list(rows.values_list("region_code", flat=True))
