"""The one table from refusals to status codes, for pages and for the JSON interface."""

from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from dispatch.drafts import NoAccount
from dispatch.errors import (
    CannotUndo,
    ClosureOver,
    ImpossibleStatus,
    NotOrdered,
    RulesNotRehearsed,
    RulesStand,
    SlipTaken,
    StaleProposal,
    UnitNotReady,
    UnitTaken,
    UnknownClosure,
    UnknownReminder,
    UnknownRules,
    UnknownStamp,
)
from dispatch.plan_table import BadRules
from incidents.attachments import MOST_BYTES
from incidents.categories import UnknownCategory, UnknownLevel
from incidents.errors import (
    AttachmentTooLarge,
    CannotMove,
    CannotReopen,
    CannotReview,
    DeathStruck,
    IncidentIsClosed,
    KeyReused,
    LevelLowered,
    MarkStruck,
    PeopleStillInside,
    SketchIsFull,
    StaleEdit,
    TeamIsOut,
    UnitsStillOut,
    UnknownAttachment,
    UnknownCall,
    UnknownDeath,
    UnknownFire,
    UnknownHandOver,
    UnknownIncident,
    UnknownLinkage,
    UnknownMark,
    UnknownTeam,
    WrongKindOfFile,
)
from incidents.yearbook.errors import (
    CannotSeal,
    NothingToSign,
    PrintedStands,
    SealIsBroken,
    UnknownPrinted,
    UnknownSeal,
)
from incidents.yearbook.indicators import UnknownIndicator
from incidents.yearbook.series import NoSuchSeries
from incidents.yearbook.tables import UnknownTable
from resources.accounts import LoginRefused, TooManyFailures
from resources.database import StoreBusy
from resources.errors import (
    BadInput,
    BadPosition,
    Refusal,
    UnknownPlace,
    UnknownStation,
    UnknownUnit,
)
from web import shapes
from web.access import NotAllowed, NotLoggedIn
from web.chart_subject import NoPicture
from web.exports import UnknownExport
from web.live.hall import StreamsFull
from web.office.own_template import BadTemplate
from web.uploads import is_for_a_file

STATUS_CODES: dict[type[Refusal], int] = {
    Refusal: 400,
    BadInput: 422,
    BadPosition: 422,
    UnknownCategory: 422,
    UnknownLevel: 422,
    LevelLowered: 409,
    StaleEdit: 409,
    IncidentIsClosed: 409,
    UnitsStillOut: 409,
    PeopleStillInside: 409,
    CannotMove: 409,
    CannotReopen: 409,
    CannotReview: 409,
    UnitTaken: 409,
    SlipTaken: 409,
    StaleProposal: 409,
    UnitNotReady: 409,
    ImpossibleStatus: 409,
    NotOrdered: 409,
    CannotUndo: 409,
    ClosureOver: 409,
    MarkStruck: 409,
    SketchIsFull: 409,
    RulesStand: 409,
    RulesNotRehearsed: 409,
    BadRules: 422,
    UnknownRules: 404,
    KeyReused: 422,
    NoAccount: 409,
    UnknownIncident: 404,
    UnknownFire: 404,
    UnknownDeath: 404,
    DeathStruck: 409,
    UnknownTeam: 404,
    TeamIsOut: 409,
    UnknownCall: 404,
    UnknownMark: 404,
    UnknownUnit: 404,
    UnknownStation: 404,
    UnknownPlace: 404,
    UnknownTable: 404,
    BadTemplate: 409,
    NoSuchSeries: 404,
    UnknownIndicator: 404,
    UnknownExport: 404,
    NoPicture: 422,
    UnknownPrinted: 404,
    PrintedStands: 409,
    UnknownSeal: 404,
    CannotSeal: 409,
    SealIsBroken: 409,
    NothingToSign: 409,
    UnknownClosure: 404,
    UnknownStamp: 404,
    UnknownAttachment: 404,
    UnknownLinkage: 404,
    UnknownHandOver: 404,
    AttachmentTooLarge: 413,
    WrongKindOfFile: 415,
    UnknownReminder: 404,
    NotLoggedIn: 401,
    NotAllowed: 403,
    LoginRefused: 401,
    TooManyFailures: 429,
    StoreBusy: 503,
    StreamsFull: 503,
}

FULL_RETRY_AFTER_S = "15"
"""A place among the streams comes free when somebody closes a page; nobody need ask each second."""

SENTENCES = {
    400: "请求有误，服务器不能理解；请检查后重试。",
    404: "没有这个地址，请从首页进入。",
    405: "这个地址不接受这种操作。",
    413: "内容过大，超过 1 MB; 请删减后再提交。",
    415: "内容类型不对，请用 application/json 提交。",
    500: "程序出错，已记录；请改用电话和纸质单继续处置，并通知管理员。",
}

FILE_TOO_LARGE = f"附件过大，单个最多 {MOST_BYTES // 1024 // 1024} MB（P）；请压缩或截取后再传。"


def status_of(refusal: Refusal) -> int:
    """The status code of a refusal: that of its class, or of the nearest class above."""
    return next(STATUS_CODES[kind] for kind in type(refusal).__mro__ if kind in STATUS_CODES)


def is_for_programs() -> bool:
    """Whether the answer goes to a program, which reads problem+json."""
    return request.path.startswith("/api/") or request.path == "/healthz"


def problem(code: int, detail: str, **more: object) -> Response:
    """Build a problem+json answer (RFC 9457) with a sentence for people."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": detail,
        **more,
    }
    response = jsonify(body)
    response.status_code = code
    response.content_type = "application/problem+json"
    if code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "1"
    if code == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _page(code: int, sentence: str) -> tuple[str, int]:
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # What every page shows around its content needs the clock and the database: the page
        # that says they fail does without.
        bare = current_app.jinja_env.get_template("error.html")
        return bare.render(code=code, sentence=sentence), code
    return render_template("error.html", code=code, sentence=sentence), code


def install(app: Flask) -> None:
    """Answer every refusal and every fault of the application."""

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response | tuple[str, int]:
        code = status_of(refusal)
        if not is_for_programs():
            return _page(code, str(refusal))
        if isinstance(refusal, BadInput):
            faults = [{"field": f.field, "message": f.message} for f in refusal.faults]
            return problem(code, str(refusal), faults=faults)
        if isinstance(refusal, StaleEdit) and refusal.quarrel.version is not None:
            return problem(code, str(refusal), **shapes.quarrel(refusal.quarrel))
        answer = problem(code, str(refusal))
        if isinstance(refusal, StreamsFull):
            answer.headers["Retry-After"] = FULL_RETRY_AFTER_S
        return answer

    @app.errorhandler(CSRFError)
    def forged(error: CSRFError) -> Response | tuple[str, int]:
        sentence = "页面已过期或来源不明，请重新打开本页再提交（已填内容可复制）。"
        return problem(400, sentence) if is_for_programs() else _page(400, sentence)

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Response | HTTPException:
        code = error.code or 500
        if code < 400:
            return error
        sentence = SENTENCES.get(code, SENTENCES[400])
        if code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and is_for_a_file():
            sentence = FILE_TOO_LARGE
        answer = (
            problem(code, sentence) if is_for_programs() else make_response(*_page(code, sentence))
        )
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return answer
