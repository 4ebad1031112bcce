"""What entries of the ledger are called where pages show them."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from sipol.records.access.messages import ENTRY_TITLES

register = template.Library()
TITLES = {**ENTRY_TITLES, "party.registered": "Partai dikenal"}


@register.filter
def entry_title(kind: str) -> str:
    """The kind in words; as it is where it has none."""
    return _(TITLES[kind]) if kind in TITLES else kind
