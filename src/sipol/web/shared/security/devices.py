"""What a browser says of itself, in words that its owner recognises."""

from __future__ import annotations

import ipaddress

from django.utils.translation import gettext as _

# The first that fits: most browsers also name those that they resemble.
BROWSERS = (
    ("sipol", "sipol send"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if browser and system:
        return _("{browser} di {system}").format(browser=browser, system=system)
    return browser or system or _("Perangkat yang tidak dikenal")


def short_address(address: str) -> str:
    """Enough of a network's address to recognise it, not enough to follow somebody by it."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.version == 4:
        return ".".join(str(found).split(".")[:2]) + ".…"
    return ":".join(found.exploded.split(":")[:3]) + ":…"
