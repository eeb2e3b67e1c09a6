"""Addresses of the built styles, scripts, icons and fonts: `asset('css/site.css')` in any template."""

import json
from functools import cache
from pathlib import Path

from flask import Flask

from config import ROOT

FOLDER = ROOT / "static" / "dist"
BASE = "/static/dist/"
MANIFEST = "manifest.json"


class AssetsNotBuiltError(RuntimeError):
    """The front end has not been built, or not since this file was added."""


def read_manifest(folder: Path) -> dict[str, str]:
    """Map each source's name below `static/` to its built file.

    Raises AssetsNotBuiltError where nothing was built yet.
    """
    try:
        manifest: dict[str, str] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError as missing:
        raise AssetsNotBuiltError(f"{folder / MANIFEST} is missing. Run: make setup") from missing
    return manifest


def address(manifest: dict[str, str], name: str) -> str:
    """The built file's address. Its name changes with its content, so browsers may keep it for ever."""
    try:
        return BASE + manifest[name]
    except KeyError as unknown:
        raise AssetsNotBuiltError(f"“{name}” is not among the built files. Run: make setup") from unknown


def register(app: Flask) -> None:
    """Give templates `asset(name)`. The manifest is read on first use, and each time while debugging."""
    read = read_manifest if app.debug else cache(read_manifest)

    def asset(name: str) -> str:
        return address(read(FOLDER), name)

    app.jinja_env.globals["asset"] = asset
