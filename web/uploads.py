"""Requests that bring a file: their own limit of size, and the sentence beyond it."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, request

from incidents.attachments import MOST_BYTES, CheckedFile, checked
from resources.errors import BadInput, FieldFault

BESIDE_THE_FILE = 64 * 1024
"""What the other fields of such a form, and its own parting lines, may take."""
_TAKES_A_FILE = "fenghuo_takes_a_file"

View = TypeVar("View", bound=Callable[..., object])


def takes_a_file(view: View) -> View:
    """Mark a route whose requests may be as large as a file and its form."""
    setattr(view, _TAKES_A_FILE, True)
    return view


def is_for_a_file() -> bool:
    """Whether the request goes to a route that takes a file."""
    view = current_app.view_functions.get(request.endpoint or "")
    return hasattr(view, _TAKES_A_FILE)


def sent_file() -> CheckedFile:
    """The file the request brings, judged; raises what `checked` raises."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise BadInput((FieldFault("file", "请选择要上传的文件（表单字段 file）。"),))
    return checked(sent.filename, sent.stream.read(MOST_BYTES + 1))


def install(app: Flask) -> None:
    """Raise the limit of such routes, before the guard reads the form for its token."""

    @app.before_request
    def widen() -> None:
        if is_for_a_file():
            request.max_content_length = MOST_BYTES + BESIDE_THE_FILE
