"""The site as an app on a device: its name, a script that stands in while the line is gone, the page that it then shows."""

import hashlib
import json
from functools import cache
from typing import Any

from flask import Blueprint, Response, current_app, render_template, url_for
from flask_babel import get_locale

from app import assets
from app.guard import public
from config import ROOT

bp = Blueprint("device", __name__)

ICON_SIZES = (192, 512)
"""Pixels: what a home screen shows, and what it shows while the app starts."""

PAPER = "#fbf8f2"

OFFLINE_FILES = (
    "css/site.css",
    "css/dark.css",
    "js/site.js",
    "js/offline.js",
    "img/icons.svg",
    "img/favicon.svg",
    "fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2",
)
"""What the page for devices without a line needs: built files, the same for everybody."""

DIGEST_SIGNS = 16


@bp.get("/site.webmanifest")
@public
def manifest() -> Response:
    """The site as an app: its name, its icons, where it starts."""
    locale = get_locale()
    described = {
        "id": url_for("site.home"),
        "name": f"Folkmoot {current_app.config['PLACE']}",
        "short_name": "Folkmoot",
        "lang": locale.language,
        "dir": locale.text_direction,
        "start_url": url_for("site.home"),
        "scope": url_for("site.home"),
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [_icon(size) for size in ICON_SIZES],
    }
    return Response(json.dumps(described), mimetype="application/manifest+json")


def _icon(size: int) -> dict[str, str]:
    """Its drawing keeps to the middle, so that it may be cut to any shape."""
    source = _asset(f"img/app-icon-{size}.png")
    return {"src": source, "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}


@bp.get("/service-worker.js")
@public
def worker() -> Response:
    """The script that stands in while the line is gone. What it may keep is named before it, and is nobody's own."""
    files = [_asset(name) for name in OFFLINE_FILES]
    kept = {"name": f"folkmoot-{_edition()}", "offline": url_for(".offline"), "files": files}
    kept["icon"] = _asset(f"img/app-icon-{ICON_SIZES[0]}.png")
    script = _script(_asset("js/service-worker.js"))
    answer = Response(f"self.KEPT={json.dumps(kept)};{script}", mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/offline")
@public
def offline() -> str:
    """The page that a device shows while it has no line: what was written on it, and nothing from the server."""
    return render_template("site/offline.html")


def _asset(name: str) -> str:
    asset: Any = current_app.jinja_env.globals["asset"]
    address: str = asset(name)
    return address


@cache
def _script(address: str) -> str:
    return (assets.FOLDER / address.removeprefix(assets.BASE)).read_text("utf-8")


@cache
def _edition() -> str:
    """A word that changes with the page and with every file that it needs, so that devices fetch them anew."""
    page = (ROOT / "templates" / "site" / "offline.html").read_bytes()
    return hashlib.sha256(page + "".join(map(_asset, OFFLINE_FILES)).encode()).hexdigest()[:DIGEST_SIGNS]
