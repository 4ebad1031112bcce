"""The ledger's entries in words."""

from __future__ import annotations

from django import template

from sipol.web.shared.ledger_words import title_of

register = template.Library()
register.filter("ledger_kind", title_of)
