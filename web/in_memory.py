"""What is made of the county's rows and held in memory beside the application.

After an edit whoever asks gets what was made before, while one thread makes it anew: nobody waits
but for the first, or who asks for the newest because an edit was their own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Final, Generic, TypeVar

from flask import Flask, current_app

from resources import queries

Made = TypeVar("Made")
CountyKey = tuple[str, int]

STATES: Final = "fenghuo_in_memory"


def county_key() -> CountyKey:
    """Return what tells one state of the county from another: its code and version."""
    county = queries.county()
    return (county.code, county.version) if county else ("", 0)


@dataclass(slots=True)
class _State(Generic[Made]):
    """What one application holds; two applications may serve the same county and version."""

    making: Lock = field(default_factory=Lock)
    """Held while it is made, so that it is never made twice at once."""
    starting: Lock = field(default_factory=Lock)
    made: tuple[CountyKey, Made] | None = None
    thread: Thread | None = None


class InMemory(Generic[Made]):
    """One thing made of the county's rows, for each application by itself."""

    def __init__(self, name: str, make: Callable[[], Made]) -> None:
        """Take a name of its own and what makes it, in an application context."""
        self._name = name
        self._make = make

    def at_hand(self) -> Made:
        """Return what there is; of an older county it is made anew behind the caller's back."""
        state, key = self._state(), county_key()
        # What was made of another county, or of none, serves nobody.
        if state.made is None or state.made[0][0] != key[0]:
            return self.newest()
        held, made = state.made
        if held != key:
            self._start(state)
        return made

    def newest(self) -> Made:
        """Return it as made of the county the caller sees or a newer one; this may wait."""
        state, key = self._state(), county_key()
        if state.made is None or state.made[0] != key:
            self._renew(_application(), state)
        assert state.made is not None, "made a moment ago"
        return state.made[1]

    def _state(self) -> _State[Made]:
        states: dict[str, _State[Made]] = current_app.extensions.setdefault(STATES, {})
        return states.setdefault(self._name, _State())

    def _start(self, state: _State[Made]) -> None:
        with state.starting:
            if state.thread is None or not state.thread.is_alive():
                told = (_application(), state)
                # A failure ends the thread, its traceback in the log; who asks next tries again.
                state.thread = Thread(target=self._renew, args=told, name=self._name, daemon=True)
                state.thread.start()

    def _renew(self, app: Flask, state: _State[Made]) -> None:
        """Make it of the county as stored, again while edits keep coming in the meantime."""
        with state.making:
            while self._make_once(app, state):
                pass

    def _make_once(self, app: Flask, state: _State[Made]) -> bool:
        # A session of its own: the caller's may see the county as it was before the wait.
        with app.app_context():
            # The key is read first: rows newer than their key are made anew, older ones never.
            key = county_key()
            if state.made is not None and state.made[0] == key:
                return False
            state.made = key, self._make()
            return True


def finish() -> None:
    """Wait until this application makes nothing anew any more, before its database goes away."""
    states: dict[str, _State[object]] = current_app.extensions.get(STATES, {})
    for state in list(states.values()):
        if state.thread is not None:
            state.thread.join()


def _application() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app
