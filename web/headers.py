"""The headers of every answer: what a browser may load, keep and tell others."""

from flask import Flask, Response, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
VENDORED_FOR_S = 31_536_000
TILES_FOR_S = 86_400
"""A brigade that changes its tiles sees them the next day."""


def install(app: Flask) -> None:
    """Put the headers on every answer of the application."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        # A file that somebody sent has a stricter policy of its own.
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if request.endpoint == "pages.show_tile":
            response.headers["Cache-Control"] = f"private, max-age={TILES_FOR_S}"
        elif request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        elif "/vendor/" in request.path:
            # A vendored file carries its version in its name and never changes.
            response.headers["Cache-Control"] = f"public, max-age={VENDORED_FOR_S}, immutable"
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = f"max-age={VENDORED_FOR_S}"
        return response
