"""`sipol bench`: one benchmark of the source checkout, one JSON object on standard output."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import sipol

FINE, UNKNOWN, NO_CHECKOUT = 0, 1, 2

# Every option that some benchmark takes, with what it is for and how its text is read.
OPTIONS: dict[str, tuple[Callable[[str], Any], str]] = {
    "rows": (int, "Rows of a member list"),
    "members": (int, "Members of the party"),
    "people": (int, "How many look at once"),
    "minutes": (float, "How long it goes on"),
    "cuts": (int, "How often the line is cut"),
    "seed": (int, "Draw the same again"),
}

_CHECKOUT = Path(sipol.__file__).resolve().parents[2]


def run(name: str | None, *, options: Mapping[str, Any], only_list: bool, as_json: bool) -> int:
    """Run a benchmark, or list them; whatever is not the result goes to standard error.

    `options` are those of OPTIONS; None stands for the benchmark's own default.
    """
    if not (_CHECKOUT / "benchmarks" / "catalogue.py").exists():
        print(
            "sipol bench: benchmarks need a source checkout of Sipol with its test requirements "
            "(`make install-test`); this installation has none.",
            file=sys.stderr,
        )
        return NO_CHECKOUT
    if str(_CHECKOUT) not in sys.path:
        sys.path.insert(0, str(_CHECKOUT))
    from benchmarks.catalogue import BENCHMARKS

    if only_list:
        for benchmark in BENCHMARKS.values():
            print(f"{benchmark.name:<12} {benchmark.text}")
        return FINE
    if name not in BENCHMARKS:
        print(f"sipol bench: choose one of: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return UNKNOWN
    given = {option: value for option, value in options.items() if value is not None}
    foreign = set(given) - set(BENCHMARKS[name].options)
    if foreign:
        print(f"sipol bench: {name} has no option --{', --'.join(foreign)}", file=sys.stderr)
        return UNKNOWN
    with contextlib.redirect_stdout(sys.stderr):
        result = BENCHMARKS[name].run(**given)
    print(json.dumps(result, ensure_ascii=False) if as_json else _as_text(result))
    return FINE


def _as_text(result: dict[str, Any], indent: str = "") -> str:
    lines = []
    for key, value in result.items():
        if isinstance(value, dict):
            lines += [f"{indent}{key}:", _as_text(value, f"{indent}  ")]
        elif isinstance(value, list):
            lines.append(f"{indent}{key}:")
            lines += [_as_text(item, f"{indent}  ") for item in value if isinstance(item, dict)]
        else:
            lines.append(f"{indent}{key}: {value}")
    return "\n".join(lines)
