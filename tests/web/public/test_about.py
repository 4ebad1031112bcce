"""The page that says what this service is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client


@pytest.mark.django_db
def test_it_names_version_and_limit(settings: Any) -> None:
    page = Client().get("/tentang/").content.decode()
    assert f">{settings.VERSION}<" in page
    assert f"paling besar {settings.UPLOAD_LIMIT_BYTES // 1024**2} MB" in page
