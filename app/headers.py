"""What every answer says to the browser: a strict content policy with a nonce, no framing, no guessing."""

import secrets

from flask import Flask, Response, g, request
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)

NONCE_BYTES = 16
"""128 bits: what the CSP standard asks for."""

_PLACE = "NONCE"


def csp_nonce() -> str:
    """The nonce of this answer, made when it is first asked for."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(NONCE_BYTES)
    nonce: str = g.csp_nonce
    return nonce


def register(app: Flask, *, https: bool) -> None:
    """Set the headers on every answer."""
    fixed = dict(_policy(https=https).headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    policy = fixed.pop("Content-Security-Policy")

    @app.after_request
    def set_headers(response: Response) -> Response:
        headers = response.headers
        for name, value in fixed.items():
            headers[name] = value
        headers["Content-Security-Policy"] = policy.replace(_PLACE, csp_nonce())
        if request.endpoint != "site.healthz" and response.mimetype in {"text/html", "application/json"}:
            if "no-store" in headers.get("Cache-Control", ""):
                headers["Cache-Control"] = "private, no-store"  # A library writes it so that a cache may not know it.
            headers.setdefault("Cache-Control", "private, no-cache")
            response.vary.add("Cookie")
        return response


def _policy(*, https: bool) -> Secure:
    csp = (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src("'self'", f"'nonce-{_PLACE}'")
        .style_src("'self'")
        .img_src("'self'", "data:")
        .font_src("'self'")
        .connect_src("'self'")
        .manifest_src("'self'")
        .form_action("'self'")
        .base_uri("'none'")
        .frame_ancestors("'none'")
    )
    return Secure(
        csp=csp,
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
        referrer=ReferrerPolicy().same_origin(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        permissions=PermissionsPolicy().geolocation().camera().microphone(),
        hsts=StrictTransportSecurity().max_age(31_536_000).include_subdomains() if https else None,
    )
