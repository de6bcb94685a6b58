"""The server's wrong twin: it answers before it commits, and is run instead of `fenghuo`.

Only the moment differs: the answer is the one the application made, and the commit follows.
"""

import io
import sys
import threading
import time
from collections.abc import Callable, Iterable
from queue import SimpleQueue
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from incidents.records import Receipt
from resources.database import db
from web import commands, server

COMMIT_DELAY_S = 0.1
"""How long after the answer the commit comes, as on a slow disk."""

Environment = dict[str, Any]
Answer = tuple[str, list[tuple[str, str]], bytes]

_waiting = threading.local()


# First of the listeners: once the log is written, the receipt is no longer among the changes.
@event.listens_for(db.session, "before_commit", insert=True)
def answer_early(session: Session) -> None:
    """Give away the answer that lies in the receipt, then take the time of a slow disk."""
    answers: SimpleQueue[Answer] | None = getattr(_waiting, "answers", None)
    receipt = next((row for row in session.new | session.dirty if isinstance(row, Receipt)), None)
    if answers is not None and receipt is not None and receipt.status_code:
        headers = [("Content-Type", "application/json")]
        answers.put((f"{receipt.status_code} EARLY", headers, receipt.body.encode()))
        time.sleep(COMMIT_DELAY_S)


class EarlyAnswers:
    """The application in a thread of its own: the first answer wins, and the work goes on."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: Environment, start_response: Callable[..., object]) -> list[bytes]:
        """Answer one request."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(length))
        answers: SimpleQueue[Answer] = SimpleQueue()
        threading.Thread(target=self._work, args=(environ, answers), daemon=True).start()
        status, headers, body = answers.get()
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _work(self, environ: Environment, answers: "SimpleQueue[Answer]") -> None:
        _waiting.answers = answers
        head: list[Any] = []

        def keep_head(status: str, headers: list[tuple[str, str]], fault: object = None) -> None:
            head[:] = [status, [pair for pair in headers if pair[0] != "Content-Length"]]

        body = b"".join(self._application(environ, keep_head))
        answers.put((head[0], head[1], body))


def main() -> None:
    """Run `fenghuo` with its answers come too early."""
    make = server.Server.load

    def load(one: server.Server) -> object:
        return EarlyAnswers(make(one))

    server.Server.load = load  # type: ignore[assignment,method-assign]
    commands.main(sys.argv[1:])


if __name__ == "__main__":
    main()
