"""A party's program against a running installation, and what its database holds in the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self
from uuid import uuid4

import httpx
import psycopg

from tests.installation import Installation
from tests.seeding import url_of

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
PATIENCE_SECONDS = 40


@dataclass(frozen=True)
class Begun:
    """An upload that was begun: where it is sent to, and with what right."""

    url: str
    headers: dict[str, str]


class Program:
    """Sends files through the API, as one of the demo's people."""

    def __init__(self, installation: Installation, login: str = "pusat.lentera") -> None:
        self.installation = installation
        self.login = login
        self._bearer = {"Authorization": f"Bearer {installation.people[login]['api_token']}"}

    def begin(self, size: int, name: str, regency: str = "") -> Begun:
        wish = {"name": name, "size": size, "client_id": str(uuid4()), "regency": regency}
        answer = httpx.post(
            f"{self.installation.url}/api/v1/uploads", json=wish, headers=self._bearer
        )
        answer.raise_for_status()
        begun = answer.json()
        bearer = {"Authorization": f"Bearer {begun['token']}"}
        return Begun(self.installation.url + begun["upload_url"], {**TUS, **bearer})

    def offset(self, upload: Begun) -> int:
        return int(httpx.head(upload.url, headers=upload.headers).headers["Upload-Offset"])

    def append(self, upload: Begun, offset: int, content: bytes) -> httpx.Response:
        headers = {**upload.headers, "Upload-Offset": str(offset)}
        return httpx.patch(upload.url, content=content, headers=headers, timeout=30)

    def send(self, content: bytes, name: str, regency: str = "") -> str:
        """Send a whole file; returns the delivery's id."""
        answer = self.append(self.begin(len(content), name, regency), 0, content)
        answer.raise_for_status()
        return delivery_of(answer)


class Books:
    """Reads the installation's database past the product, while it runs or lies dead."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._connection = psycopg.connect(url_of(installation.database), autocommit=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def figures(self, delivery_id: str) -> dict[str, Any]:
        row = self._connection.execute(
            "SELECT state, failure_code, rows_sent, rows_looked_at, rows_accepted, rows_rejected"
            " FROM intake_delivery WHERE id = %s",
            [delivery_id],
        ).fetchone()
        names = ("state", "failure", "sent", "looked_at", "accepted", "rejected")
        return dict(zip(names, row or (), strict=True))

    def count(self, table: str, **wanted: str) -> int:
        """Rows of a table in which these columns have these values."""
        where = " AND ".join(f"{column} = %s" for column in wanted)
        query = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608
        row = self._connection.execute(query, list(wanted.values())).fetchone()
        return int(row[0]) if row else 0

    def run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        cursor = self._connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []

    def wait(
        self, delivery_id: str, wanted: Callable[[dict[str, Any]], bool], seconds: float = 0
    ) -> dict[str, Any]:
        """The figures as soon as they are as wanted."""
        deadline = time.monotonic() + (seconds or PATIENCE_SECONDS)
        while not wanted(figures := self.figures(delivery_id)):
            if time.monotonic() > deadline:
                raise TimeoutError(str(figures) + self._installation.log("worker")[-3000:])
            time.sleep(0.05)
        return figures


def answered(figures: dict[str, Any]) -> bool:
    return figures["state"] in {"judged", "unreadable"}


def delivery_of(answer: httpx.Response) -> str:
    """The delivery that an upload became with this answer."""
    return answer.headers["Sipol-Delivery"].rstrip("/").rpartition("/")[2]
