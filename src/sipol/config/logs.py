"""Logs as JSON lines in which no identity number can stand."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

# Sixteen digits, also with single blanks, dots or dashes between them.
_IDENTITY_NUMBER = re.compile(r"(?<!\d)(?:\d[ .\-]?){15}\d(?!\d)")
_BEARER = re.compile(r"(?i)\b(bearer\s+|sipol_|token=)[\w\-.~+/=]{8,}")


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
