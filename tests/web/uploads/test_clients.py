"""Clients that others wrote, from end to end."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from tusclient.client import TusClient

from sipol.infra.storage.vault import FileVault
from tests.web.uploads.sending import Sender

CONTENT = random.Random(2).randbytes(1_500_000)
DIGEST = hashlib.sha256(CONTENT).hexdigest()
MODULES = Path(__file__).parents[3] / "client" / "node_modules"

SCRIPT = """
const { Upload } = require("tus-js-client");
const { readFileSync } = require("node:fs");
const options = JSON.parse(process.argv[1]);
const done = (error) => {
  console.log(JSON.stringify({ url: upload.url, error: error ? error.message : null }));
};
const upload = new Upload(readFileSync(options.file), {
  endpoint: options.endpoint,
  uploadUrl: options.uploadUrl,
  chunkSize: 400000,
  retryDelays: [0, 200, 500],
  headers: { Authorization: "Bearer " + options.token },
  metadata: { filename: "anggota.csv" },
  onSuccess: () => done(null),
  onError: done,
});
upload.start();
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "anggota.csv"
    path.write_bytes(CONTENT)
    return path


def test_tuspy_sends_a_file_with_checksums(sender: Sender, source: Path, vault: FileVault) -> None:
    client = TusClient(
        f"http://127.0.0.1:{sender.port}/uploads/",
        headers={"Authorization": f"Bearer {sender.token}"},
    )
    uploader = client.uploader(
        str(source),
        chunk_size=400_000,
        metadata={"filename": source.name},
        upload_checksum=True,
    )
    uploader.upload_chunk()
    assert uploader.offset == 400_000
    resumed = client.uploader(str(source), chunk_size=400_000, url=uploader.url)
    resumed.upload()
    assert b"".join(vault.read(DIGEST)) == CONTENT


@pytest.fixture
def tus_js(source: Path) -> object:
    node = shutil.which("node")
    if node is None or not (MODULES / "tus-js-client").is_dir():
        pytest.skip("needs node and the client's packages (make install)")

    def run(**options: str) -> dict[str, str | None]:
        done = subprocess.run(
            [node, "-e", SCRIPT, json.dumps({"file": str(source), **options})],
            env={**os.environ, "NODE_PATH": str(MODULES)},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return json.loads(done.stdout)

    return run


def test_tus_js_creates_and_sends(sender: Sender, vault: FileVault, tus_js) -> None:  # type: ignore[no-untyped-def]
    endpoint = f"http://127.0.0.1:{sender.port}/uploads/"
    result = tus_js(endpoint=endpoint, token=sender.token)
    assert result["error"] is None
    assert sender.head("/" + result["url"].split("/", 3)[3]).headers["sipol-delivery"]
    assert b"".join(vault.read(DIGEST)) == CONTENT


def test_tus_js_goes_on_from_a_known_address(sender: Sender, vault: FileVault, tus_js) -> None:  # type: ignore[no-untyped-def]
    created = sender.create(len(CONTENT)).json
    sender.patch(created["url"], 0, CONTENT[:123_456])
    url = f"http://127.0.0.1:{sender.port}{created['url']}"
    result = tus_js(uploadUrl=url, token=created["token"])
    assert (result["url"], result["error"]) == (url, None)
    assert b"".join(vault.read(DIGEST)) == CONTENT
