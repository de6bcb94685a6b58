"""The rules over the JSON interface: versions, rows, audit, rehearsal, in force, overrides."""

import io

from flask import Response, jsonify, request, send_file

from dispatch.overrides import count_overrides
from dispatch.plan_table import write_rules
from dispatch.queries import orders_given
from dispatch.rehearsing import county_forces
from dispatch.rule_audit import audit
from dispatch.rule_changes import differences
from dispatch.rule_queries import rules_at, rules_called, version_called, versions
from resources.accounts import Role
from resources.database import Session
from web import documents, rehearsals, rule_deeds, rule_shapes
from web.access import allow
from web.api import blueprint
from web.api.answers import change, version_seen
from web.clock import now
from web.deeds import bad
from web.reading import Reader, submitted
from web.rule_deeds import RULE_EDITORS, RULE_READERS, RuleDeed
from web.shapes import Shape

FORMATS = ("json", "csv")


def csv_file(content: bytes, name: str) -> Response:
    """Answer with a CSV file to keep."""
    # send_file writes a Chinese name as RFC 6266 wants it; a raw one is refused by the server.
    return send_file(io.BytesIO(content), "text/csv", as_attachment=True, download_name=name)


def table_file(version: str) -> Response:
    """Answer with the whole table of a version, as it can be imported again."""
    content = write_rules(rules_called(version)).encode("utf-8-sig")
    return csv_file(content, f"调派规则-{version}.csv")


def _shown(version: str) -> Shape:
    rules = rules_called(version)
    in_force = rules_at(now())
    return {
        "version": rule_shapes.version(version_called(version), now()),
        "compared_with": in_force.version,
        "rows": rule_shapes.rows(rules),
        "differences": [rule_shapes.difference(one) for one in differences(in_force, rules)],
    }


def _form() -> str:
    form = request.args.get("format", "json")
    if form not in FORMATS:
        raise bad("format", f"没有这种格式，可用 {'、'.join(FORMATS)}。")
    return form


@blueprint.get("/rules")
@allow(*RULE_READERS)
def list_rules() -> Response:
    """List the versions of the rules and which is in force."""
    told = [rule_shapes.version(line, now()) for line in versions()]
    return jsonify({"in_force": rules_at(now()).version, "versions": told})


@blueprint.get("/rules/<version>")
@allow(*RULE_READERS)
def show_rules(version: str) -> Response:
    """Show a version with its rows, and how it differs from the one in force."""
    if _form() == "csv":
        return table_file(version)
    response = jsonify(_shown(version))
    response.headers["ETag"] = f'"{version_called(version).revision}"'
    return response


def _answer(version: str, deed: RuleDeed, code: int = 200) -> Response:
    """Do a deed and answer with the version as it then is."""

    def act(session: Session) -> Shape:
        deed(session)
        session.flush()
        return rule_shapes.version(version_called(version), now())

    return change(act, code)


@blueprint.post("/rules")
@allow(*RULE_EDITORS)
def draft_rules() -> Response:
    """Begin a draft from another version."""
    reader = submitted()
    return _answer(reader.text("version"), rule_deeds.draft(reader), 201)


@blueprint.patch("/rules/<version>")
@allow(*RULE_EDITORS)
def revise_rules(version: str) -> Response:
    """Change a draft: a row, a row less, the whole table, or its note and mark."""
    return _answer(version, rule_deeds.revise(version, submitted(), version_seen()))


@blueprint.post("/rules/<version>/discard")
@allow(*RULE_EDITORS)
def discard_rules(version: str) -> Response:
    """Throw a draft away."""
    deed = rule_deeds.discard(version)

    def act(session: Session) -> Shape:
        deed(session)
        return {"discarded": version}

    return change(act)


@blueprint.post("/rules/<version>/in-force")
@allow(Role.ADMIN)
def put_rules_in_force(version: str) -> Response:
    """Give a rehearsed draft its date in force."""
    return _answer(version, rule_deeds.put_in_force(version, submitted(), version_seen()))


@blueprint.get("/rules/<version>/audit")
@allow(*RULE_READERS)
def audit_rules(version: str) -> Response:
    """Hold a version against the county's forces."""
    found = audit(rules_called(version), county_forces())
    return jsonify({"findings": [rule_shapes.finding(one) for one in found]})


@blueprint.get("/rules/<version>/rehearsal")
@allow(*RULE_READERS)
def show_rehearsal(version: str) -> Response:
    """Show how far the last rehearsal of a version is, or what came of it."""
    version_called(version)
    return jsonify(rule_shapes.rehearsal(rehearsals.last_run(version)))


@blueprint.post("/rules/<version>/rehearsal")
@allow(*RULE_EDITORS)
def rehearse_rules(version: str) -> Response:
    """Start the rehearsal of a draft over past years."""
    reader = submitted()
    return change(lambda session: rule_shapes.rehearsal(rule_deeds.rehearse(version, reader)), 202)


@blueprint.get("/rules/overrides")
@allow(*RULE_READERS)
def show_overrides() -> Response:
    """Show a month's orders that differ from the advice, by row of the rules."""
    month, start, end = rule_deeds.month_of(Reader(dict(request.args.items())), now())
    rows = count_overrides(orders_given(start, end))
    if _form() == "csv":
        return overrides_file(month)
    return jsonify(
        {
            "month": month,
            "orders": sum(len(row.orders) for row in rows),
            "differing": sum(len(row.differing) for row in rows),
            "rows": [rule_shapes.overrides(row, month) for row in rows],
        }
    )


def overrides_file(asked: str) -> Response:
    """Answer with a month's report as a CSV file."""
    month, start, end = rule_deeds.month_of(Reader({"month": asked}), now())
    lines = rule_shapes.override_lines(count_overrides(orders_given(start, end)))
    return csv_file(documents.csv_bytes(lines), f"调派与建议不同-{month}.csv")
