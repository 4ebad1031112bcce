"""What the environment says: every setting, its meaning, its default, and a hint when it is wrong.

The table is also the source of the settings page of the manual.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Each takes memory and database connections, and lines before the pages are per process.
MOST_WEB_PROCESSES = 4


class SettingError(Exception):
    """A setting cannot be used; the text says which, why and what to do."""


def _text(value: str) -> str:
    return value


def _flag(value: str) -> bool:
    folded = value.strip().lower()
    if folded in {"1", "true", "yes", "on"}:
        return True
    if folded in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("use 1 or 0")


def _count(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ValueError("use a whole number from 1 upwards")
    return number


def _web_processes(value: str) -> int:
    """`auto` leaves what this process may use of the machine to pages."""
    if value.strip().lower() == "auto":
        return min(MOST_WEB_PROCESSES, len(os.sched_getaffinity(0)))
    return _count(value)


def _seconds(value: str) -> float:
    number = float(value)
    if not 0 < number <= 3600:
        raise ValueError("use seconds above 0")
    return number


def _list(value: str) -> list[str]:
    return [item.strip() for item in value.split(",") if item.strip()]


def _mail(value: str) -> str:
    if value not in {"off", "console", "file", "smtp"}:
        raise ValueError("use off, console, file or smtp")
    return value


def _second_factor(value: str) -> str:
    if value not in {"off", "optional", "required"}:
        raise ValueError("use off, optional or required")
    return value


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: `read` turns its text into a value or raises ValueError."""

    name: str
    default: str
    meaning: str
    read: Callable[[str], Any] = _text


SETTINGS: tuple[Setting, ...] = (
    Setting("SIPOL_HOME", "var", "Folder of all state: database, files, keys, logs", Path),
    Setting("DATABASE_URL", "", "PostgreSQL 15 to 18; empty means the embedded server"),
    Setting("SIPOL_URL", "http://127.0.0.1:8000", "Public address, without a slash at the end"),
    Setting("SIPOL_DEMO", "0", "Mark every page as a demonstration with invented data", _flag),
    Setting("SIPOL_HOSTS", "127.0.0.1,localhost", "Host names that are served", _list),
    Setting("SIPOL_SECURE", "0", "Served over HTTPS: secure cookies, HSTS, redirect", _flag),
    Setting("SIPOL_WEB_THREADS", "8", "Pages worked on at once in one web process", _count),
    Setting(
        "SIPOL_WEB_PROCESSES",
        "auto",
        f"Web processes that `sipol serve` keeps; auto: one per processor, {MOST_WEB_PROCESSES} at"
        " most",
        _web_processes,
    ),
    Setting("SIPOL_DRAIN_SECONDS", "20", "How long pages may go on when asked to end", _count),
    Setting(
        "SIPOL_WAITING_CONNECTIONS",
        "1000",
        "Connections of one address without a whole request; a proxy is one address",
        _count,
    ),
    Setting(
        "SIPOL_ADMISSION", "1", "Lanes, fair turns and the waiting page; 0 only to measure", _flag
    ),
    Setting("SIPOL_WAITING_PER_PARTY", "24", "Requests of one party that wait in one lane", _count),
    Setting(
        "SIPOL_WAITING_SECONDS",
        "3",
        "How long a request waits for its turn before it is given a place and told to come back",
        _seconds,
    ),
    Setting("SIPOL_UPLOAD_LIMIT_MB", "200", "Largest member list that is accepted", _count),
    Setting(
        "SIPOL_MAIL",
        "file",
        "How mail leaves: smtp, file (into SIPOL_HOME/mail), console, or off",
        _mail,
    ),
    Setting("SIPOL_MAIL_HOST", "127.0.0.1", "The mail server, for smtp"),
    Setting("SIPOL_MAIL_PORT", "25", "Its port", _count),
    Setting("SIPOL_MAIL_USER", "", "Who signs in there; empty for nobody"),
    Setting("SIPOL_MAIL_PASSWORD", "", "Its password"),
    Setting("SIPOL_MAIL_TLS", "0", "Speak STARTTLS with the mail server", _flag),
    Setting("SIPOL_MAIL_FROM", "sipol@localhost", "The sender that mails name"),
    Setting(
        "SIPOL_SECOND_FACTOR",
        "optional",
        "Second factor at sign-in: off, optional, or required of KPU, Bawaslu and party admins",
        _second_factor,
    ),
    Setting("SIPOL_TOKEN", "", "API token that `sipol send` shows, where no other is named"),
)


def read(name: str) -> Any:
    """The value of one setting. Raises SettingError with a hint when its text is unusable."""
    setting = next(setting for setting in SETTINGS if setting.name == name)
    text = os.environ.get(name, setting.default)
    try:
        return setting.read(text)
    except ValueError as error:
        raise SettingError(
            f"{name}={text!r} cannot be used: {error}. It means: {setting.meaning}. "
            f"Default: {setting.default!r}."
        ) from error


def check() -> None:
    """Reads every setting. Raises SettingError with a hint at the first that is unusable."""
    for setting in SETTINGS:
        read(setting.name)


def home() -> Path:
    """The folder of all state, absolute."""
    return read("SIPOL_HOME").absolute()
