"""Clients that others wrote, from end to end."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tusclient.client import TusClient

from sipol.infra.storage.vault import FileVault
from tests.config.sending.bad_box import BadBox
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

# A library for browsers; its modules run in Node as they are, with a buffer for a file.
UPPY_SCRIPT = """
import { Uppy } from "@uppy/core";
import Tus from "@uppy/tus";
import { readFileSync } from "node:fs";
const options = JSON.parse(process.argv[1]);
const uppy = new Uppy({ id: "anggota" });
uppy.use(Tus, {
  endpoint: options.endpoint,
  chunkSize: 400000,
  retryDelays: [0, 200, 500, 1000],
  headers: { Authorization: "Bearer " + options.token },
});
const id = uppy.addFile({
  name: "anggota.csv",
  data: readFileSync(options.file),
  meta: { filename: "anggota.csv" },
});
if (options.uploadUrl) {
  uppy.setFileState(id, { tus: { uploadUrl: options.uploadUrl } });
}
const { successful, failed } = await uppy.upload();
const urls = successful.map((file) => file.uploadURL);
console.log(JSON.stringify({ url: urls[0] ?? null, error: failed[0]?.error ?? null }));
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
def tus_js(source: Path) -> JavaScript:
    return JavaScript(source, "tus-js-client", ("-e", SCRIPT))


@pytest.fixture
def uppy(source: Path) -> JavaScript:
    return JavaScript(source, "@uppy/tus", ("--input-type=module", "-e", UPPY_SCRIPT))


class JavaScript:
    """A script over a package as it is published; says where it sent the file, or why not."""

    def __init__(self, source: Path, package: str, arguments: tuple[str, ...]) -> None:
        node = shutil.which("node")
        if node is None or not (MODULES / package).is_dir():
            pytest.skip("needs node and the client's packages (make install)")
        self._source = source
        self._command = [node, *arguments]

    def __call__(self, **options: str) -> dict[str, str | None]:
        done = subprocess.run(
            [*self._command, json.dumps({"file": str(self._source), **options})],
            cwd=MODULES.parent,
            env={**os.environ, "NODE_PATH": str(MODULES)},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return json.loads(done.stdout)


def test_tus_js_creates_and_sends(sender: Sender, vault: FileVault, tus_js: JavaScript) -> None:
    endpoint = f"http://127.0.0.1:{sender.port}/uploads/"
    result = tus_js(endpoint=endpoint, token=sender.token)
    assert result["error"] is None
    assert sender.head("/" + result["url"].split("/", 3)[3]).headers["sipol-delivery"]
    assert b"".join(vault.read(DIGEST)) == CONTENT


def test_tus_js_goes_on_from_a_known_address(
    sender: Sender, vault: FileVault, tus_js: JavaScript
) -> None:
    created = sender.create(len(CONTENT)).json
    sender.patch(created["url"], 0, CONTENT[:123_456])
    url = f"http://127.0.0.1:{sender.port}{created['url']}"
    result = tus_js(uploadUrl=url, token=created["token"])
    assert (result["url"], result["error"]) == (url, None)
    assert b"".join(vault.read(DIGEST)) == CONTENT


@pytest.fixture
def bad_line(sender: Sender) -> Iterator[BadBox]:
    """A line that is cut twice in the middle of a piece."""
    box = BadBox(sender.port, [300_000, 700_000])
    yield box
    box.close()


def test_uppy_creates_sends_and_gets_over_cuts(
    sender: Sender, vault: FileVault, uppy: JavaScript, bad_line: BadBox
) -> None:
    result = uppy(endpoint=f"{bad_line.url}/uploads/", token=sender.token)
    assert result["error"] is None
    assert bad_line.faults == []
    assert bad_line.sent < len(CONTENT) + 2 * 400_000
    assert b"".join(vault.read(DIGEST)) == CONTENT


def test_uppy_goes_on_from_a_known_address(
    sender: Sender, vault: FileVault, uppy: JavaScript, bad_line: BadBox
) -> None:
    created = sender.create(len(CONTENT)).json
    sender.patch(created["url"], 0, CONTENT[:1_000_000])
    url = f"{bad_line.url}{created['url']}"
    result = uppy(endpoint=f"{bad_line.url}/uploads/", uploadUrl=url, token=created["token"])
    assert (result["url"], result["error"]) == (url, None)
    assert bad_line.sent < 600_000
    assert b"".join(vault.read(DIGEST)) == CONTENT


def test_tus_js_gets_over_cuts(
    sender: Sender, vault: FileVault, tus_js: JavaScript, bad_line: BadBox
) -> None:
    result = tus_js(endpoint=f"{bad_line.url}/uploads/", token=sender.token)
    assert result["error"] is None
    assert b"".join(vault.read(DIGEST)) == CONTENT
