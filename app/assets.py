"""Addresses of the built styles, scripts, icons and fonts, and the nonce with which an answer lets its own scripts run.

In any template: `asset('css/site.css')` and `csp_nonce()`.
"""

import json
import secrets
from functools import cache
from pathlib import Path

from flask import Flask, g

from config import ROOT

FOLDER = ROOT / "static" / "dist"
BASE = "/static/dist/"
MANIFEST = "manifest.json"

NONCE_BYTES = 16
"""128 bits: what the CSP standard asks for."""


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


def csp_nonce() -> str:
    """The nonce of this answer, made when it is first asked for."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(NONCE_BYTES)
    nonce: str = g.csp_nonce
    return nonce


def register(app: Flask) -> None:
    """Give templates `asset(name)` and `csp_nonce()`. The manifest is read on first use, and each time while debugging."""
    read = read_manifest if app.debug else cache(read_manifest)

    def asset(name: str) -> str:
        return address(read(FOLDER), name)

    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["csp_nonce"] = csp_nonce
