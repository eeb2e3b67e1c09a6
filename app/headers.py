"""What every answer says to the browser: a strict content policy with a nonce, no framing, no guessing."""

from flask import Flask, Response, request
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

from app.assets import csp_nonce

_PLACE = "NONCE"


def register(app: Flask, *, https: bool, host: str | None) -> None:
    """Set the headers on every answer. `host` is the name by which people know the site."""
    fixed = dict(_policy(https=https, host=host).headers)
    policy = fixed.pop("Content-Security-Policy")

    @app.after_request
    def set_headers(response: Response) -> Response:
        headers = response.headers
        for name, value in fixed.items():
            headers[name] = value
        headers.setdefault("Content-Security-Policy", policy.replace(_PLACE, csp_nonce()))
        kept = headers.get("Cache-Control", "")
        if request.endpoint != "site.healthz" and (not kept or response.mimetype in {"text/html", "application/json"}):
            if "no-store" in kept:
                headers["Cache-Control"] = "private, no-store"  # A library writes it so that a cache may not know it.
            headers.setdefault("Cache-Control", "private, no-cache")
            response.vary.add("Cookie")
        return response


def _policy(*, https: bool, host: str | None) -> Secure:
    sockets = [f"wss://{host}"] if host else []  # Safari before 16 does not count them as our own.
    csp = (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src("'self'", f"'nonce-{_PLACE}'")
        .style_src("'self'")
        .img_src("'self'", "data:")
        .font_src("'self'")
        .connect_src("'self'", *sockets)
        .manifest_src("'self'")
        .worker_src("'self'")
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
