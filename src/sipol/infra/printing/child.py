"""The process that typesets one long document and ends, so that its memory ends with it.

The typesetter keeps what it has laid out for the next document, up to hundreds of megabytes where
every document is another. `python -m sipol.infra.printing.child` reads `{"template", "inputs"}` as
JSON and writes the PDF.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from sipol.infra.printing.typesetting import typeset

SECONDS_OF_WORK = 60
MOST_MEMORY = 4 << 30
"""Of addresses, of which the typesetter reserves far more than it uses."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_WORK, SECONDS_OF_WORK))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    asked = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(typeset(Path(asked["template"]), asked["inputs"]))


if __name__ == "__main__":
    main()
