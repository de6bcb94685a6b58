"""The live stream: one ordered telling of what happens, to every page that listens."""

import errno
import socket
from collections.abc import Iterator
from typing import Final

from flask import Response, current_app, request

from resources.accounts import Role
from web.access import allow, credential, current
from web.api import blueprint
from web.live.crier import Crier
from web.live.hall import Listener
from web.live.service import streams_of
from web.reading import Reader

MOST_SEQ: Final = 2**53
LINE: Final = "gunicorn.socket"


@blueprint.get("/stream")
@allow(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF, Role.ADMIN, Role.AUDITOR)
def open_stream() -> Response:
    """Tell log entries in order, and the board as it changes, until the stream has lived its time.

    While it waits, a stream holds neither a thread of the server nor anything of the database.
    """
    told = dict(request.args.items())
    # A browser that comes back says in the header where it was; its address is still the first.
    told["since"] = request.headers.get("Last-Event-ID", "").strip() or told.get("since", "")
    reader = Reader(told)
    since = reader.whole("since", most=MOST_SEQ)
    reader.finish()
    streams = streams_of(current_app)
    listener = streams.join(current().role, credential(), since)
    line: socket.socket | None = request.environ.get(LINE)
    if type(line) is socket.socket and request.method == "GET":
        is_chunked = request.environ["SERVER_PROTOCOL"] != "HTTP/1.0"
        told_by = _handed_over(listener, streams.crier(listener.hall), line, is_chunked)
    else:
        # The server of a test, or one that encrypts by itself: it writes in a thread of its own.
        told_by = listener.pieces()
    answer = Response(told_by, mimetype="text/event-stream")
    # Also where nothing was ever read from it: a generator that never ran ends without a word.
    answer.call_on_close(listener.leave_unless_handed_over)
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _handed_over(
    listener: Listener, crier: Crier, line: socket.socket, is_chunked: bool
) -> Iterator[bytes]:
    """Have the server write the head of the answer, and the crier everything after it."""
    # A comment, since the server sends no head before there is something behind it.
    yield b":\n\n"
    listener.is_handed_over = True
    crier.take_over(listener, socket.socket(fileno=line.detach()), is_chunked)
    # To the server the reader is gone: it writes no end, and its thread is free.
    raise OSError(errno.EPIPE, "handed over to the crier")
