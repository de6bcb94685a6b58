"""What the machine room asks: is it well, and what does the interface look like."""

import json
import shutil
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify

from dispatch.roads import routed
from dispatch.roads.freshness import Contact
from incidents import queries
from incidents.yearbook import rebuilding
from resources.database import db, is_writable, schema_fault
from web import paper_files
from web.access import EVERYONE_LOGGED_IN, allow, open_to_all
from web.api import blueprint
from web.clock import now
from web.presenting import local_minute
from web.shapes import Json

health = Blueprint("health", __name__)
LEAST_FREE_BYTES = 500_000_000
OPENAPI = Path(__file__).parent / "openapi.json"


def _checks() -> dict[str, Json]:
    fault = schema_fault(db.engine)
    free = shutil.disk_usage(current_app.config["DATA_DIR"]).free
    return {
        "schema": fault or "ok",
        "write": "ok" if is_writable(db.engine) else "数据库不能写入，请检查磁盘与数据库服务。",
        "log": f"第 {queries.log_seq()} 条",
        "disk": "ok" if free > LEAST_FREE_BYTES else f"磁盘仅剩 {free // 1_000_000} MB, 请清理。",
        "routing": _routing(),
        "paper": paper_files.health(current_app.config["PAPER_DIRS"], now()),
        "yearbook": fault or _yearbook(),
    }


def _yearbook() -> str:
    """Say whether there is something to count the yearbook from; calls are taken all the same."""
    if rebuilding.are_missing(db.session()):
        return "统计底数尚未生成，请运行 fenghuo rebuild-yearbook。"
    return "ok"


def _routing() -> str:
    """Say what the ticker last told of the routing server; without one nothing is amiss."""
    if current_app.config["ROUTING"] is None:
        return "未设置，行车时间按本县道路计算。"
    last = routed.last_told(db.session())
    if last is None:
        return "尚未接通，请确认路径服务与 fenghuo watch 正在运行。"
    if last.contact is Contact.MADE:
        return "ok"
    return f"{local_minute(last.at)} 起不可用，行车时间按本县道路计算。"


@health.get("/healthz")
@open_to_all
def show_health() -> Response:
    """Say whether the service can take a call now, and what is not well.

    A routing server is an aid: without it calls are taken and advice is given all the same.
    """
    checks = _checks()
    is_well = all(checks[name] == "ok" for name in ("schema", "write", "disk", "paper"))
    return jsonify({"status": "ok" if is_well else "degraded", "checks": checks})


@blueprint.get("/healthz")
@open_to_all
def show_api_health() -> Response:
    """Answer the same under the interface's own prefix."""
    return show_health()


@blueprint.get("/openapi.json")
@allow(*EVERYONE_LOGGED_IN)
def show_openapi() -> Response:
    """Describe the interface (OpenAPI 3.1)."""
    described: dict[str, Json] = json.loads(OPENAPI.read_text(encoding="utf-8"))
    return jsonify(described)
