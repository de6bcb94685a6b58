"""What every command stands on: the settings, an application on a usable database, the log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Flask

from incidents import ledger
from incidents.ledger import Chain
from incidents.timeline import Act, Entry
from incidents.yearbook import rebuilding, upkeep
from resources.database import Session, db, store_fault, transaction
from resources.errors import Refusal
from web import create_app
from web.clock import utc_now
from web.settings import Settings, read_settings

BY_COMMAND: Final = "命令行"
"""Who acts, in the log, when someone at the machine runs a command."""


class StoreNotReady(Refusal):
    """The database cannot be worked on; the sentence says what to do first."""


@dataclass(frozen=True, slots=True)
class Site:
    """One installation, open for a command."""

    settings: Settings
    app: Flask

    def now(self) -> datetime:
        """The present moment, as the application tells it."""
        clock: Callable[[], datetime] = self.app.config["CLOCK"]
        return clock()


def ready_settings() -> Settings:
    """Read the settings; raises BadSetting, and StoreNotReady when the database is not usable."""
    settings = read_settings()
    fault = store_fault(settings.database_url)
    if fault is not None:
        raise StoreNotReady(fault)
    return settings


@contextmanager
def opened() -> Iterator[Site]:
    """Open the installation for one command."""
    settings = ready_settings()
    app = create_app(settings, utc_now)
    with app.app_context():
        try:
            yield Site(settings, app)
        finally:
            db.session.remove()
            db.engine.dispose()


def note(session: Session, kind: str, words: str, now: datetime) -> None:
    """Put what a command did on the log."""
    ledger.note(session, Entry(kind, words, Act(BY_COMMAND, now)))


def rebuild_facts(site: Site) -> None:
    """Make what the yearbook counts from anew."""
    with transaction() as session:
        note(session, "yearbook_rebuilt", "重新生成统计底数与汇总", site.now())
        upkeep.count_everything(session)


def fill_facts(site: Site) -> bool:
    """Make what the yearbook counts from where an older program left none; tell whether it was."""
    is_missing = rebuilding.are_missing(db.session())
    if is_missing:
        rebuild_facts(site)
    return is_missing


def fault_sentences(chain: Chain) -> list[str]:
    """Say what is wrong with the log, a sentence for each fault."""
    return [f"日志第 {fault.seq} 条：{fault.reason}" for fault in chain.faults]


def chain_faults(session: Session) -> list[str]:
    """Walk the log and say what is wrong with it."""
    return fault_sentences(ledger.verify(session))
