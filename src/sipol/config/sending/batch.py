"""A long list of files, one after the other, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sipol.config.sending.cargo import Cargo, weigh
from sipol.config.sending.delivering import Delivering, Patience
from sipol.config.sending.faults import Final
from sipol.config.sending.judging import Judged, Judging
from sipol.config.sending.line import Line
from sipol.config.sending.memory import Memory, Sending
from sipol.config.sending.screen import Screen
from sipol.config.sending.words import amount

Explain = Callable[[str], str]


@dataclass(slots=True)
class Outcome:
    """One file's end. `fault` is set where it could not be sent or its receipt not be had."""

    cargo: Cargo
    size: int = 0
    sending: Sending | None = None
    judged: Judged | None = None
    fault: Final | None = None
    unreadable: str = ""
    receipts: list[Path] = field(default_factory=list)

    @property
    def received(self) -> bool:
        return self.sending is not None and bool(self.sending.delivery)

    @property
    def needs_mending(self) -> bool:
        """Rows stayed out, or the file could not be read."""
        judged = self.judged
        return judged is not None and (judged.state != "judged" or judged.rows["rejected"] > 0)


@dataclass
class Batch:
    """Sends all, then waits for all; `explain` words the code of an unreadable file."""

    line: Line
    token: str
    memory: Memory
    screen: Screen
    explain: Explain
    receipts: Path | None = None
    anew: bool = False
    patience: Patience = field(default_factory=Patience)
    outcomes: list[Outcome] = field(default_factory=list, init=False)

    def run(self, cargos: list[Cargo]) -> None:
        """Fills `outcomes`, one for each cargo and in its order, also when it is interrupted."""
        self.outcomes = [Outcome(cargo) for cargo in cargos]
        delivering = Delivering(self.line, self.token, self.memory, self.screen, self.patience)
        for number, outcome in enumerate(self.outcomes, start=1):
            with self._telling(outcome):
                self._send(outcome, delivering, f"{number}/{len(cargos)} {outcome.cargo.file.name}")
        judging = Judging(self.line, self.token, self.screen.put_off, self.patience)
        for number, outcome in enumerate(self.outcomes, start=1):
            if outcome.received and outcome.sending is not None:
                self.screen.label = f"{number}/{len(cargos)} {outcome.cargo.file.name}"
                with self._telling(outcome):
                    self._judge(outcome, outcome.sending, judging)

    def _send(self, outcome: Outcome, delivering: Delivering, label: str) -> None:
        self.screen.label = label
        cargo = outcome.cargo
        weighed = weigh(cargo.file)
        fresh = Sending(self.line.target, weighed.sha256, cargo.regency, cargo.file.name)
        outcome.sending = sending = self.memory.find(fresh)
        outcome.size = weighed.size
        if self.anew:
            sending.begin_anew()
        if sending.delivery:
            self.screen.done("sudah diterima sebelumnya")
            return
        self.screen.begin(label, weighed.size, sending.offset)
        delivering.deliver(cargo.file, weighed, sending)
        self.screen.done(f"diterima seluruhnya ({amount(weighed.size)}), menunggu diproses")

    def _judge(self, outcome: Outcome, sending: Sending, judging: Judging) -> None:
        try:
            outcome.judged = judged = judging.wait_for(sending.delivery)
        except Final as fault:
            if fault.code == "delivery_away":
                sending.forget_upload()
                self.memory.save(sending)
            raise
        if judged.state != "judged":
            outcome.unreadable = self.explain(judged.failure_code)
            self.screen.done(f"TIDAK TERBACA: {outcome.unreadable}")
            return
        if self.receipts is not None:
            outcome.receipts = judging.keep_receipt(
                sending.delivery, judged.receipt, self.receipts, outcome.cargo.file.stem
            )
        rows = judged.rows
        self.screen.done(
            f"tanda terima {judged.receipt}: {rows['sent']} baris, {rows['accepted']} diterima, "
            f"{rows['rejected']} ditolak"
        )

    @contextmanager
    def _telling(self, outcome: Outcome) -> Iterator[None]:
        try:
            yield
        except Final as fault:
            outcome.fault = fault
            self.screen.done(f"TIDAK BERHASIL: {fault.sentence}")


def as_json(outcome: Outcome) -> dict[str, Any]:
    """One file's end for a program; `state` is not_sent, received, judged or unreadable."""
    sending, judged, fault = outcome.sending, outcome.judged, outcome.fault
    state = judged.state if judged else "received" if outcome.received else "not_sent"
    return {
        "file": str(outcome.cargo.file),
        "regency": outcome.cargo.regency,
        "size": outcome.size,
        "sha256": sending.sha256 if sending else "",
        "state": state,
        "safe_bytes": outcome.size if outcome.received else sending.offset if sending else 0,
        "delivery": sending.delivery if sending else "",
        "receipt": judged.receipt if judged else "",
        "rows": judged.rows if judged else {},
        "saved": [str(path) for path in outcome.receipts],
        "code": fault.code if fault else judged.failure_code if judged else "",
        "sentence": fault.sentence if fault else outcome.unreadable,
    }
