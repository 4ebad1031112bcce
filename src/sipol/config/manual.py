"""The pages of the manual that are made from the code's own tables: settings and life cycles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import ModuleType

from sipol.config.environment import SETTINGS
from sipol.kernel.lifecycles import Lifecycle
from sipol.records.access.rules import invitations, letters, narrowing
from sipol.records.accounts.rules import standing
from sipol.records.dossiers.rules.lifecycle import LIFECYCLE, MOVE_TITLES, STATE_TITLES
from sipol.records.timetable.rules import proposals


def settings_page() -> str:
    """Every environment variable with its default and its meaning, as Markdown."""
    rows = (
        (f"`{setting.name}`", f"`{setting.default}`" if setting.default else "", setting.meaning)
        for setting in SETTINGS
    )
    return (
        "# Settings\n\n"
        "All settings are environment variables. They are read at start; one that cannot be used "
        "stops the\nprogram with a hint.\n\n"
        + _table(("variable", "default", "meaning"), rows)
        + "\nThis page is made from `src/sipol/config/environment.py`.\n"
    )


def lifecycle_page(
    cycle: Lifecycle, titles: Mapping[str, str], move_titles: Mapping[str, str], source: str
) -> str:
    """A life cycle as a diagram and as tables of its states and moves, as Markdown."""
    states = ((f"`{state}`", titles[state]) for state in cycle.states)
    moves = (
        (
            f"`{move.name}`",
            move_titles[move.name],
            ", ".join(f"`{state}`" for state in move.sources),
            f"`{move.target}`",
            ", ".join(f"`{role.value}`" for role in sorted(move.roles)),
            "yes" if move.needs_reason else "",
            f"`{move.entry}`",
        )
        for move in cycle.moves
    )
    return (
        f"# Life cycle: {cycle.name}\n\n```mermaid\n{cycle.diagram()}```\n\n"
        + _table(("state", "on screen"), states)
        + "\n"
        + _table(("move", "on screen", "from", "to", "who", "reason", "ledger entry"), moves)
        + f"\nThis page is made from `{source}`.\n"
    )


def _page_of(rules: ModuleType) -> Callable[[], str]:
    return lambda: lifecycle_page(
        rules.LIFECYCLE,
        rules.STATE_TITLES,
        rules.MOVE_TITLES,
        f"src/{rules.__name__.replace('.', '/')}.py",
    )


_PROPOSED = "src/sipol/records/timetable/rules/proposals.py"
PAGES: Mapping[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "lifecycles/dossier.md": lambda: lifecycle_page(
        LIFECYCLE, STATE_TITLES, MOVE_TITLES, "src/sipol/records/dossiers/rules/lifecycle.py"
    ),
    "lifecycles/proposed-window.md": lambda: lifecycle_page(
        proposals.LIFECYCLE, proposals.STATE_TITLES, proposals.MOVE_TITLES, _PROPOSED
    ),
    "lifecycles/account.md": _page_of(standing),
    "lifecycles/access-letter.md": _page_of(letters),
    "lifecycles/invitation.md": _page_of(invitations),
    "lifecycles/narrowing.md": _page_of(narrowing),
}


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [titles, tuple("---" for _ in titles), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
