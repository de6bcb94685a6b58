"""The command line as a stranger's script uses it: words, files and exit codes."""

import csv
import io
import json
import shutil
import stat
from pathlib import Path

import pysqlite3
import pytest
from click.testing import CliRunner
from sqlalchemy import update

from resources import accounts
from resources.accounts import Role
from resources.database import db, transaction
from resources.queries import county, units
from resources.records import County
from tests.makers import NOON, a_county_with, order, take_a_call
from web import commands_county, create_app
from web.commands import main
from web.settings import read_settings

COUNTY = Path(__file__).parents[1] / "seed" / "other_county"
PASSWORD = "twelve-chars"


EXTRACT = """<osm version="0.6">
<node id="1" version="1" lon="108.1" lat="28.1">
<tag k="place" v="town"/><tag k="name" v="东山镇"/></node>
<node id="2" version="1" lon="108.11" lat="28.1">
<tag k="amenity" v="school"/><tag k="name" v="东山中学"/></node>
</osm>"""


@pytest.fixture(autouse=True)
def installation(database_url, tmp_path, monkeypatch):
    """An installation of this test's own, told by the environment as in life."""
    monkeypatch.setenv("FENGHUO_DATABASE_URL", database_url)
    monkeypatch.setenv("FENGHUO_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("FENGHUO_SECRET_KEY", raising=False)


def run(*arguments, given: str = ""):
    return CliRunner().invoke(main, arguments, input=given, prog_name="fenghuo")


@pytest.fixture
def inside():
    """The application on the same database."""
    app = create_app(read_settings())
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_every_command_says_what_it_does_with_an_example():
    for name in main.commands:
        answer = run(name, "--help")

        assert answer.exit_code == 0
        assert f"示例：fenghuo {name}" in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nope"], "没有命令 nope"),
        (["import-reports", "x"], "没有命令 import-reports"),
        (["verify-log", "--fast"], "没有选项 --fast"),
        (["yearbook", "calls"], "请给出 --from 和 --to，或 --period"),
        (["yearbook", "pets", "--from", "2016", "--to", "2017"], "calls、calls_six"),
        (["yearbook", "calls", "--from", "x", "--to", "2017"], "“x”不是 1949 至 2200 年间的时间"),
        (["yearbook", "calls", "--from", "2016", "--by", "moon"], "不能按“moon”分组"),
        (["yearbook", "calls", "--from", "2016", "--compare", "qoq"], "yoy"),
        (["yearbook", "calls", "--from", "1", "--to", "2", "--format", "xlsx"], "--out"),
        (["serve", "--port", "70000"], "0 至 65535"),
        (["add-user", "a", "--role", "boss"], "dispatcher"),
        (["add-user", "a", "--role", "dispatcher"], "--password-stdin"),
    ],
)
def test_wrong_use_is_one_line_on_stderr_and_exit_two(arguments, words):
    answer = run(*arguments)

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.count("\n") == 1
    assert answer.stderr.startswith("用法错误：") and words in answer.stderr


def test_a_wrong_setting_is_one_line_and_exit_one(monkeypatch):
    monkeypatch.setenv("FENGHUO_DATABSE_URL", "sqlite:///x")

    answer = run("verify-log")

    assert (answer.exit_code, answer.stderr.count("\n")) == (1, 1)
    assert answer.stderr.startswith("FENGHUO_DATABSE_URL")


@pytest.mark.parametrize("command", ["init-db", "verify-log", "serve", "watch"])
def test_an_unreachable_database_is_one_line_and_exit_one(monkeypatch, command):
    monkeypatch.setenv("FENGHUO_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    answer = run(command)

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith("数据库无法使用") and answer.stderr.count("\n") == 1


def test_a_database_is_made_once_and_made_again_without_harm(monkeypatch, tmp_path):
    monkeypatch.setenv("FENGHUO_DATABASE_URL", f"sqlite:///{tmp_path}/deep/new.sqlite")
    before = run("verify-log")
    made_nothing = not (tmp_path / "deep").exists()

    codes = [run("init-db").exit_code, run("init-db").exit_code, run("verify-log").exit_code]

    assert before.exit_code == 1 and "fenghuo init-db" in before.stderr
    assert made_nothing
    assert codes == [0, 0, 0]


def test_a_county_is_loaded_and_its_rows_are_counted(inside):
    answer = run("load-county", str(COUNTY))

    assert answer.exit_code == 0
    here = county()
    assert here is not None and here.name in answer.stdout
    assert f"车辆：新增 {len(units())}，更新 0，移除 0。" in answer.stdout


def test_a_bad_row_is_named_and_nothing_is_loaded(inside, tmp_path):
    folder = tmp_path / "county"
    shutil.copytree(COUNTY, folder)
    stations = folder / "stations.csv"
    lines = stations.read_text("utf-8").splitlines()
    stations.write_text("\n".join([*lines, lines[-1]]) + "\n", "utf-8")

    answer = run("load-county", str(folder))

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert f"stations.csv 第 {len(lines) + 1} 行" in answer.stderr
    assert county() is None


def test_a_user_can_log_in_with_the_password_from_stdin(inside):
    answer = run(
        "add-user", "张三", "--role", "dispatcher", "--password-stdin", given=f"{PASSWORD}\n"
    )

    assert answer.exit_code == 0 and PASSWORD not in answer.output
    assert accounts.password_is_right(db.session(), "张三", PASSWORD)


def test_a_short_password_is_refused(inside):
    answer = run("add-user", "张三", "--role", "dispatcher", "--password-stdin", given="short\n")

    assert answer.exit_code == 1 and "12" in answer.stderr
    assert not accounts.account_exists(db.session(), "张三")


def test_a_chief_of_a_station_that_is_not_there_is_refused(inside):
    answer = run(
        "add-user", "李四", "--role", "chief", "--station", "x", "--password-stdin", given=PASSWORD
    )

    assert answer.exit_code == 1 and "队站" in answer.stderr
    assert not accounts.account_exists(db.session(), "李四")


def test_stdout_of_a_new_token_is_the_token_alone(inside):
    a_county_with("酉阳01")

    answer = run("add-token", "车载01", "--role", "device", "--unit", "酉阳01")

    principal = accounts.principal_of_token(db.session(), answer.stdout.strip())
    assert answer.exit_code == 0 and principal is not None
    assert (principal.role, principal.call_sign) == (Role.DEVICE, "酉阳01")


def test_a_token_for_a_vehicle_that_is_not_there_is_refused():
    answer = run("add-token", "车载01", "--role", "device", "--unit", "酉阳99")

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "酉阳99" in answer.stderr


def test_a_yearbook_needs_a_county():
    answer = run("yearbook", "calls", "--from", "2026", "--to", "2026")

    assert answer.exit_code == 1 and "load-county" in answer.stderr


def test_the_yearbook_says_the_same_in_every_format(inside, tmp_path):
    a_county_with("酉阳01")
    order(take_a_call(0, category="10100"), "酉阳01")
    asked = ("yearbook", "calls", "--from", "2026", "--to", "2026")

    shown = run(*asked)
    table = list(csv.reader(io.StringIO(run(*asked, "--format", "csv").stdout.lstrip("\ufeff"))))
    value = json.loads(run(*asked, "--format", "json").stdout)
    out = tmp_path / "警情.xlsx"
    written = run(*asked, "--format", "xlsx", "--out", str(out))

    assert "2026年             1               1" in shown.stdout
    assert table[1][:3] == ["2026年", "1", "1"]
    cell = value["rows"][0]["cells"][0]
    assert cell["value"] == 1 and cell["incidents"].startswith("/api/v1/")
    assert written.exit_code == 0 and out.read_bytes().startswith(b"PK")


def test_the_yearbook_is_asked_by_period_axis_and_filter(inside):
    a_county_with("酉阳01")
    order(take_a_call(0, category="10100"), "酉阳01")

    asked = ("yearbook", "calls", "--period", "155", "--by", "class", "--class", "fire")
    compared = run("yearbook", "calls", "--from", "2026", "--compare", "yoy", "--per", "people")
    value = json.loads(run(*asked, "--format", "json").stdout)
    refused = run("yearbook", "calls", "--from", "2026", "--township", "nowhere")

    assert value["rows"][0]["label"] == "火灾扑救"
    assert value["total"]["cells"][0]["value"] == 1
    assert "by=class" in value["rows"][0]["cells"][0]["incidents"]
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "没有“nowhere”" in refused.stderr
    assert "上年同期" in compared.stdout and "每万人总警情" in compared.stdout


def test_a_file_that_cannot_be_written_is_one_line(inside, tmp_path):
    a_county_with("酉阳01")

    answer = run(
        "yearbook", "calls", "--from", "2026", "--to", "2026", "--out", f"{tmp_path}/no/a.txt"
    )

    assert (answer.exit_code, answer.stderr.count("\n")) == (1, 1)


def test_a_whole_log_verifies_with_its_length_and_last_hash(inside):
    take_a_call(0)

    answer = run("verify-log")

    assert answer.exit_code == 0 and "日志完整" in answer.stdout


def test_each_fault_of_the_log_is_a_line_with_its_number(inside, database_url):
    if not database_url.startswith("sqlite"):
        pytest.skip("the log is tampered with through the file")
    take_a_call(0)
    db.session.remove()
    connection = pysqlite3.connect(database_url.removeprefix("sqlite:///"))
    connection.executescript(
        "DROP TRIGGER log_entry_no_update; UPDATE log_entry SET text = '假' WHERE seq = 1"
    )
    connection.close()

    answer = run("verify-log")

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr == "日志第 1 条：内容与哈希不符：本条被改动\n"


def test_a_backup_is_restored_where_nothing_is_and_refused_where_something_is(
    inside, tmp_path, monkeypatch
):
    take_a_call(0)
    db.session.remove()
    db.engine.dispose()
    file = tmp_path / "a.backup"

    made, again = run("backup", str(file)), run("backup", str(file))
    refused = run("restore", str(file))
    monkeypatch.setenv("FENGHUO_DATABASE_URL", f"sqlite:///{tmp_path}/other.sqlite")
    restored, verified = run("restore", str(file)), run("verify-log")

    assert made.exit_code == 0 and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert again.exit_code == 1 and "已存在" in again.stderr
    assert refused.exit_code == 1 and "--replace" in refused.stderr
    assert (restored.exit_code, verified.exit_code) == (0, 0)


@pytest.fixture
def short_history(monkeypatch):
    """Stand in for a past of years, which its own tests generate."""
    asked = []
    monkeypatch.setattr(
        commands_county, "generate_history", lambda progress: asked.append(progress(1, 1))
    )
    return asked


def test_the_demo_prints_log_ins_that_work_and_stay_the_same(inside, short_history):
    first, second = run("demo"), run("demo")

    assert (first.exit_code, second.exit_code, len(short_history)) == (0, 0, 2)
    log_ins = [line.split() for line in first.stdout.splitlines() if " demo-" in line]
    assert [line.split() for line in second.stdout.splitlines() if " demo-" in line] == log_ins
    assert len(log_ins) == 8
    for _, name, password in log_ins:
        assert len(password) >= 12
        assert accounts.password_is_right(db.session(), name, password)


def test_repeating_the_demo_ends_nobody_s_log_in(inside, short_history):
    run("demo")
    with transaction() as session:
        secret = accounts.start_session(session, "demo-dispatcher", NOON)

    run("demo")

    db.session.rollback()
    assert accounts.principal_of_session(db.session(), secret, NOON) is not None


def test_a_demo_never_enters_a_real_county(inside, short_history):
    a_county_with("酉阳01")
    with transaction() as session:
        session.execute(update(County).values(is_demo=False))

    answer = run("demo")

    assert answer.exit_code == 1 and "正式资料" in answer.stderr
    assert short_history == [] and len(units()) == 1


def test_several_processes_are_refused_on_sqlite(database_url):
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL takes several")

    answer = run("serve", "--workers", "2")

    assert answer.exit_code == 2 and "PostgreSQL" in answer.stderr


def test_a_county_can_begin_with_an_openstreetmap_extract(tmp_path):
    extract, folder = tmp_path / "county.osm", tmp_path / "county"
    extract.write_text(EXTRACT, encoding="utf-8")
    run("init-db")

    begun = run("import-osm", str(extract), str(folder), "--code", "999999", "--name", "某某县")
    loaded = run("load-county", str(folder))

    assert begun.exit_code == 0 and "places.csv：写入 1 行" in begun.stdout
    assert loaded.exit_code == 0 and "已载入某某县" in loaded.stdout


def test_an_extract_cannot_begin_a_county_of_half_a_name(tmp_path):
    answer = run("import-osm", "county.osm", str(tmp_path / "county"), "--code", "999999")

    assert answer.exit_code == 2
    assert "同时给出 --code 和 --name" in answer.stderr


def test_the_roads_go_out_as_an_extract_that_an_engine_is_built_from(tmp_path):
    extract, folder = tmp_path / "county.osm", tmp_path / "county"
    road = '<way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>'
    extract.write_text(EXTRACT.replace("</osm>", road + "</osm>"), encoding="utf-8")
    run("init-db")
    none_yet = run("export-roads", str(tmp_path / "roads.osm.pbf"))
    run("import-osm", str(extract), str(folder), "--code", "999999", "--name", "某某县")
    run("load-county", str(folder))

    written = run("export-roads", str(tmp_path / "roads.osm.pbf"))

    assert none_yet.exit_code == 1 and "还没有道路资料" in none_yet.stderr
    assert written.exit_code == 0 and "1 段道路，2 个点" in written.stdout
