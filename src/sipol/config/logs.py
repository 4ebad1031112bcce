"""Logs as JSON lines in which no identity number can stand."""

from __future__ import annotations

import json
import logging
import logging.config
import re
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

# Sixteen digits or more, also with up to two blanks, dots or dashes between them. Longer runs
# count too: a number is as readable with a digit too many, or after the code of a blank.
_IDENTITY_NUMBER = re.compile(r"(?:\d[\s.\-]{0,2}){15,}\d")
_BEARER = re.compile(r"(?i)\b(bearer\s+|sipol_|token=)[\w\-.~+/=]{8,}")


def configure(settings: dict[str, Any]) -> None:
    """Set logging up, and send there what Python would write to the terminal as it is.

    That is warnings, and faults that ended the program or a thread.
    """
    logging.config.dictConfig(settings)
    logging.captureWarnings(capture=True)
    sys.excepthook = _program_fell
    threading.excepthook = _thread_fell


def without_secrets(text: str) -> str:
    """The text with identity numbers and tokens blotted out."""
    return _BEARER.sub(r"\1[…]", _IDENTITY_NUMBER.sub("[NIK]", text))


class HideIdentityNumbers(logging.Filter):
    """Blots secrets out of a record's message and its trace before any handler sees them."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_secrets(record.getMessage())
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = without_secrets(record.exc_text)
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, and a trace if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_text:
            line["trace"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


def _program_fell(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("sipol").critical("ended by a fault", exc_info=(kind, error, trace))


def _thread_fell(fallen: threading.ExceptHookArgs) -> None:
    if fallen.exc_value is None or isinstance(fallen.exc_value, SystemExit):
        return
    logging.getLogger("sipol").error("a thread ended by a fault", exc_info=fallen.exc_value)
