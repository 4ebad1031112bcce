"""Official tables as files: reading their text, and printing what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sipol.kernel.findings import Finding
from sipol.records.regions.messages import SENTENCES, sentence


def read_text(file: Path) -> str | None:
    """The file's text, byte for byte, or None after saying why it cannot be read."""
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as failure:
        print(f"{file}: berkas tidak dapat dibuka ({failure.strerror}). Tidak ada yang diubah.")
    except UnicodeDecodeError:
        print(f"{file}: {SENTENCES['table_not_utf8'][0]} Tidak ada yang diubah.")
    return None


def print_findings(findings: Sequence[Finding], total: int) -> None:
    """Each finding on a line of its own, then what was done about the file: nothing."""
    for finding in findings:
        print(sentence(finding))
    if total > len(findings):
        print(f"… dan {total - len(findings)} temuan lagi.")
    print(f"{total} temuan. Tidak ada yang diubah; perbaiki berkasnya lalu muat lagi.")
