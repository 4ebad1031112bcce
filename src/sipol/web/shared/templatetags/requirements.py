"""The requirements of a filing in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from sipol.web.shared.requirement_words import TITLES

register = template.Library()


@register.filter("requirement_title")
def title_of(letter: str) -> str:
    """Its title in the language of the page."""
    return _(TITLES[letter])
