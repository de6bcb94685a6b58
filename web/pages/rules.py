"""The pages of the rules: versions, a table, its rows, its audit, its way into force."""

from collections.abc import Mapping
from datetime import datetime

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from dispatch.errors import UnknownRules
from dispatch.plan_rows import MARK_LABELS, MODE_LABELS, DispatchMode
from dispatch.rehearsing import county_forces
from dispatch.rule_audit import audit
from dispatch.rule_changes import RowKey, differences, level_words, name_of
from dispatch.rule_queries import rules_at, rules_called, version_called, versions
from resources.accounts import Role
from resources.database import transaction
from resources.errors import BadInput, Refusal
from resources.vehicle_types import CAPABILITY_LABELS, VEHICLE_TYPES
from web import documents, rehearsals, rule_deeds, rule_forms, rule_shapes
from web.access import allow
from web.api.calls import category_groups
from web.api.rules import csv_file, table_file
from web.clock import now
from web.errors import status_of
from web.pages import blueprint
from web.pages.frame import Context, act_and_return, faults_of, may
from web.presenting import SERVICE_ZONE
from web.reading import Reader, from_form
from web.rule_deeds import RULE_EDITORS, RULE_READERS
from web.shapes import Json

MOST_REVISION = 2**31 - 1


@blueprint.get("/rules")
@allow(*RULE_READERS)
def list_rules() -> str:
    """List the versions of the rules."""
    return _list()


def _list(**more: object) -> str:
    at = now()
    return render_template(
        "rules.html",
        versions=[rule_shapes.version(line, at) for line in versions()],
        in_force=rules_at(at).version,
        may_edit=rule_deeds.may_edit(),
        **more,
    )


@blueprint.post("/rules")
@allow(*RULE_EDITORS)
def draft_rules() -> Response | tuple[str, int]:
    """Begin a draft, and go to it."""
    reader = from_form()
    try:
        deed = rule_deeds.draft(reader)
        return act_and_return(deed, f"/rules/{reader.text('version')}")
    except BadInput as refused:
        return _list(faults=faults_of(refused), typed=reader.values), status_of(refused)


@blueprint.get("/rules/<version>")
@allow(*RULE_READERS)
def show_rules(version: str) -> str:
    """Show a version: differences, audit, table, and for a draft what leads into force."""
    return _page(version)


def _page(version: str, **more: object) -> str:
    line, rules, at = version_called(version), rules_called(version), now()
    in_force = rules_at(at)
    run = rehearsals.last_run(version)
    changed = differences(in_force, rules)
    is_editable = line.is_draft and rule_deeds.may_edit()
    return render_template(
        "rule_version.html",
        rules=rule_shapes.version(line, at),
        rows=_by_category(rule_shapes.rows(rules)),
        compared_with=in_force.version,
        differences=[rule_shapes.difference(one) for one in changed],
        findings=[rule_shapes.finding(one) for one in audit(rules, county_forces())],
        is_draft=line.is_draft,
        may_edit=is_editable,
        may_put_in_force=line.is_draft and may("put_rules_in_force"),
        usual_year=rehearsals.usual_year(at),
        is_rehearsing=run is not None and run.state == "running",
        mark_options=[(str(mark), f"{mark}：{label}") for mark, label in MARK_LABELS.items()],
        **more,
    )


def _by_category(rows: list[Json]) -> list[Context]:
    groups: dict[str, Context] = {}
    for row in rows:
        assert isinstance(row, dict)
        code, label = str(row["category"]), row["category_label"]
        group = groups.setdefault(code, {"code": code, "label": label, "rows": []})
        of_category = group["rows"]
        assert isinstance(of_category, list)
        of_category.append(row)
    return list(groups.values())


def _again(version: str, refused: Refusal, reader: Reader) -> tuple[str, int]:
    """Show a version again with what was refused and what was typed."""
    faults = faults_of(refused) if isinstance(refused, BadInput) else {}
    # Every bad line of a table is told, not one.
    lines = [one.message for one in refused.faults] if isinstance(refused, BadInput) else []
    told = "" if lines else str(refused)
    page = _page(version, refusal=told, fault_lines=lines, faults=faults, typed=reader.values)
    return page, status_of(refused)


def _do(
    version: str, reader: Reader, read: rule_deeds.Read, told: str, back_to: str = ""
) -> Response | tuple[str, int]:
    """Do what a form of a version's page asks, and say so; a refusal keeps what was typed."""
    try:
        deed = read(reader, _seen(reader))
        with transaction() as session:
            deed(session)
    except UnknownRules:
        raise
    except Refusal as refused:
        return _again(version, refused, reader)
    flash(told)
    return redirect(back_to or f"/rules/{version}", 303)


def _seen(reader: Reader) -> int | None:
    return reader.whole("revision", most=MOST_REVISION, least=1)


@blueprint.post("/rules/<version>/note")
@allow(*RULE_EDITORS)
def describe_rules(version: str) -> Response | tuple[str, int]:
    """Tell what a draft is for."""
    reader = from_form()
    return _do(
        version, reader, lambda form, seen: rule_deeds.describe(version, form, seen), "说明已保存。"
    )


@blueprint.get("/rules/<version>/table.csv")
@allow(*RULE_READERS)
def download_rules(version: str) -> Response:
    """Download the whole table, as it can be imported again."""
    return table_file(version)


@blueprint.post("/rules/<version>/table")
@allow(*RULE_EDITORS)
def import_rules(version: str) -> Response | tuple[str, int]:
    """Import a whole table from a file, or from pasted text."""
    reader = from_form()
    text = _uploaded(reader) or reader.text("table", most=rule_deeds.LONGEST_TABLE)
    return _do(
        version,
        reader,
        lambda form, seen: rule_deeds.import_table(version, text, form, seen),
        "整张表已导入草稿。",
    )


def _uploaded(reader: Reader) -> str:
    """Read a table's file in UTF-8, or as Chinese office programs write it."""
    file = request.files.get("file")
    content = file.read() if file is not None else b""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            told = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return Reader({"table": told}, reader.faults).text("table", rule_deeds.LONGEST_TABLE)
    reader.blame("table", "文件不是 CSV 文字（应为 UTF-8 或 GB 18030 编码）。")
    return ""


@blueprint.post("/rules/<version>/in-force")
@allow(Role.ADMIN)
def put_rules_in_force(version: str) -> Response | tuple[str, int]:
    """Put a rehearsed draft in force."""
    reader = from_form()
    told = reader.text("since")
    local = {**reader.values, "from": _local(told)}
    return _do(
        version,
        reader,
        lambda form, seen: rule_deeds.put_in_force(version, Reader(local, form.faults), seen),
        f"规则 {version} 已定为生效。",
    )


def _local(told: str) -> str:
    """Read what a date-time field says as local time."""
    try:
        return datetime.fromisoformat(told).replace(tzinfo=SERVICE_ZONE).isoformat()
    except ValueError:
        return told


@blueprint.post("/rules/<version>/discard")
@allow(*RULE_EDITORS)
def discard_rules(version: str) -> Response | tuple[str, int]:
    """Throw a draft away, and go to the list."""
    reader = from_form()
    told = f"草稿 {version} 已作废。"
    return _do(version, reader, lambda form, seen: rule_deeds.discard(version), told, "/rules")


@blueprint.get("/rules/<version>/rows/new")
@allow(*RULE_EDITORS)
def show_new_row(version: str) -> str:
    """Show the form of a row that is not there yet."""
    rule_deeds.require_editor()
    return _row_page(version, None, rule_forms.empty_form())


@blueprint.get("/rules/<version>/rows/<category>/<level>")
@allow(*RULE_EDITORS)
def show_row(version: str, category: str, level: str) -> str:
    """Show the form of a row."""
    rule_deeds.require_editor()
    key = _known_key(version, category, level)
    row = rules_called(version).rows[key[0]][key[1]]
    return _row_page(version, key, rule_forms.form_of(*key, row))


def _known_key(version: str, category: str, level: str) -> RowKey:
    key = rule_deeds.key_of(category, level)
    rows = rules_called(version).rows
    if key is None or key[1] not in rows.get(key[0], {}):
        raise UnknownRules(f"规则 {version} 中没有“{category}”{level} 级这一行，请从表中选择。")
    return key


def _row_page(
    version: str,
    key: RowKey | None,
    typed: Mapping[str, object],
    faults: Mapping[str, str] | None = None,
    refusal: str = "",
    revision: object = None,
) -> str:
    line = version_called(version)
    return render_template(
        "rule_row.html",
        rules=rule_shapes.version(line, now()),
        is_draft=line.is_draft,
        revision=revision or line.revision,
        key=None if key is None else rule_shapes.key_text(key),
        name="新的一行" if key is None else name_of(key),
        typed=typed,
        faults=faults or {},
        refusal=refusal,
        category_groups=category_groups(),
        levels=[("-", level_words(None)), *((str(one), f"{one} 级") for one in range(1, 6))],
        capabilities=[
            {"name": str(one), "label": label, "unit": rule_forms.unit_of(one)}
            for one, label in CAPABILITY_LABELS.items()
        ],
        type_names=[one.name for one in VEHICLE_TYPES.values()],
        modes=[
            ("" if mode is DispatchMode.FASTEST else str(mode), label)
            for mode, label in MODE_LABELS.items()
        ],
        mark_options=[(str(mark), f"{mark}：{label}") for mark, label in MARK_LABELS.items()],
    )


@blueprint.post("/rules/<version>/rows")
@allow(*RULE_EDITORS)
def keep_row(version: str) -> Response | tuple[str, int]:
    """Keep a row as its form tells it; a refusal shows the form again as it was typed."""
    reader = from_form()
    told = reader.text("instead_of")
    key = rule_deeds.key_of(*told.split("/", 1)) if "/" in told else None
    cells = rule_forms.read_cells(reader)
    rule_forms.blame_cells(reader, cells)
    seen = _seen(reader)
    try:
        deed = rule_deeds.change_row(version, cells, key, seen)
        reader.finish()
        with transaction() as session:
            deed(session)
    except UnknownRules:
        raise
    except Refusal as refused:
        faults = faults_of(refused) if isinstance(refused, BadInput) else {}
        said = "" if faults else str(refused)
        typed = rule_forms.typed_form(reader)
        return _row_page(version, key, typed, faults, said, seen), status_of(refused)
    flash("这一行已保存；草稿改过后须重新预演才能生效。")
    return redirect(f"/rules/{version}#row-{cells['category']}", 303)


@blueprint.post("/rules/<version>/rows/<category>/<level>/strike")
@allow(*RULE_EDITORS)
def strike_row(version: str, category: str, level: str) -> Response | tuple[str, int]:
    """Take a row out of a draft."""
    reader = from_form()
    key = _known_key(version, category, level)
    return _do(
        version,
        reader,
        lambda form, seen: rule_deeds.strike_row(version, key, seen),
        f"{name_of(key)}的规则已删除。",
    )


@blueprint.get("/rules/<version>/rehearsal")
@allow(*RULE_READERS)
def show_rehearsal(version: str) -> str:
    """Show how far a rehearsal is, and what it changes."""
    return render_template(
        "rule_rehearsal.html",
        rules=rule_shapes.version(version_called(version), now()),
        run=rule_shapes.rehearsal(rehearsals.last_run(version)),
        usual_year=rehearsals.usual_year(now()),
        may_edit=rule_deeds.may_edit(),
        may_put_in_force=may("put_rules_in_force"),
    )


@blueprint.post("/rules/<version>/rehearsal")
@allow(*RULE_EDITORS)
def rehearse_rules(version: str) -> Response | tuple[str, int]:
    """Start a rehearsal, and go where it is shown."""
    reader = from_form()
    try:
        rule_deeds.rehearse(version, reader)
    except BadInput as refused:
        return _again(version, refused, reader)
    return redirect(f"/rules/{version}/rehearsal", 303)


@blueprint.get("/rules/<version>/rehearsal.csv")
@allow(*RULE_READERS)
def download_rehearsal(version: str) -> Response:
    """Download every first dispatch the last rehearsal says would change."""
    version_called(version)
    run = rehearsals.last_run(version)
    if run is None or run.outcome is None:
        raise UnknownRules(f"规则 {version} 还没有预演结果，请先预演。")
    lines = rule_shapes.rehearsal_lines(run.outcome.changes)
    return csv_file(documents.csv_bytes(lines), f"规则预演-{version}-{run.over}.csv")
