"""The command line over the JSON interface: read what was typed, run exactly what was shown."""

from urllib.parse import urlencode

from flask import Response, jsonify

from dispatch import alarms
from dispatch.command_line import acts
from dispatch.command_line.readings import Reading
from dispatch.errors import ImpossibleStatus, ReadingChanged
from resources.accounts import Role
from resources.database import Session, transaction
from web import command_deeds, deeds, shapes
from web.access import allow
from web.api import blueprint
from web.api.answers import change
from web.reading import LONGEST_TEXT, submitted
from web.shapes import Json, Shape

ROOM = (Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF)
LONGEST_READING = LONGEST_TEXT + 500


@blueprint.post("/commands/reading")
@allow(*ROOM)
def read_command() -> Response:
    """Read a command without running it: a sentence, a list to pick from, or what is wrong."""
    reader = submitted()
    text = reader.text("text", most=LONGEST_TEXT)
    reader.finish()
    reading = command_deeds.reading_of(text)
    offers: list[Json] = [{"text": one.text, "words": one.words} for one in reading.offers]
    return jsonify(
        {
            "reading": reading.words,
            "verb": reading.verb or None,
            "needs_confirmation": reading.needs_confirmation,
            "candidates": offers,
            "fault": reading.fault,
        }
    )


@blueprint.post("/commands")
@allow(*ROOM)
def run_command() -> Response:
    """Run a command if it is still read as it was shown."""
    reader = submitted()
    text = reader.text("text", most=LONGEST_TEXT)
    shown = reader.text("reading", most=LONGEST_READING)
    if not shown:
        reader.blame("reading", "请先取得读法，再按读法执行。")
    reader.finish()
    told: list[acts.TellStatus] = []

    def act(session: Session) -> Shape:
        # Read again on the rows of this transaction: what was shown may have changed meanwhile.
        reading = command_deeds.reading_of(text)
        wanted = reading.act
        if wanted is None or reading.words.strip() != shown:
            raise ReadingChanged(_changed(reading))
        if isinstance(wanted, acts.TellStatus):
            told.append(wanted)
        if isinstance(wanted, acts.Changing):
            command_deeds.deed_of(wanted)(session)
            session.flush()
        return _done(reading, wanted)

    try:
        return change(act)
    except ImpossibleStatus as refusal:
        # As on the route it stands for: the refusal is part of the record.
        if told:
            with transaction() as session:
                mine = deeds.my_act()
                alarms.refuse_status(session, told[0].call_sign, str(refusal), mine)
        raise


def _changed(reading: Reading) -> str:
    if reading.act is not None:
        return f"情况已变，未执行：现在读作“{reading.words}”。请核对后再按回车。"
    return f"未执行：{reading.fault or '没有可执行的命令。'}"


def _done(reading: Reading, act: acts.CommandAct) -> Shape:
    return {
        "verb": reading.verb,
        "done": reading.words,
        "call_sign": act.call_sign if isinstance(act, acts.TellStatus) else None,
        "shows": _shows(act),
    }


def _shows(act: acts.CommandAct) -> Json:
    """Say what the console should open; None for an act that only changes something."""
    match act:
        case acts.OpenIncident(number):
            return _show("incident", f"/incidents/{number}", number)
        case acts.OpenClosing(number):
            return _show("closing", f"/incidents/{number}#close", number)
        case acts.ShowYears(first, last):
            asked = urlencode({"from": first, "to": last})
            return _show("years", f"/yearbook?{asked}", "")
        case acts.ShowPlace(code, name, position):
            return {**_show("place", "", name), "code": code, "position": shapes.place(position)}
        case acts.ShowHelp(verb):
            return _show("help", "", verb)
    return None


def _show(kind: str, path: str, name: str) -> dict[str, Json]:
    return {"kind": kind, "path": path, "name": name, "code": "", "position": None}
