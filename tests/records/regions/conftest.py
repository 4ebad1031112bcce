"""These tests load lists themselves, so they begin with an empty register."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _empty_register(request: pytest.FixtureRequest) -> None:
    if not {"db", "transactional_db"} & set(request.fixturenames) and not (
        request.node.get_closest_marker("django_db")
    ):
        return
    request.getfixturevalue("db")
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("regionsuccession", "region", "regionlist"):
            cursor.execute(f"DELETE FROM regions_{table}")  # noqa: S608 - names of this list
