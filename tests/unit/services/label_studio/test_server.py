"""Label Studio as a service: everything that can be said without starting the server."""

import json
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courselab import services
from courselab.ground import start_log
from courselab.services import environment, waiting
from courselab.services.environment import Environment, Missing
from courselab.services.label_studio import server as labelling
from courselab.services.label_studio.accounts import OWNER, Account, Accounts
from courselab.services.port import PortTaken
from courselab.services.process import ServiceFailed


@pytest.fixture
def server(tmp_path):
    """Return a server that is laid out but not started."""
    server = labelling.label_studio(tmp_path)
    server.data = tmp_path
    server.accounts = Accounts(tmp_path)
    server.accounts.add(Account.fresh(OWNER, token="0123456789" * 4))
    return server


@pytest.fixture
def course(tmp_path):
    """Return the environment of a service in a course folder of its own, without uv."""
    project = tmp_path / "shared" / "services" / "label-studio"
    project.mkdir(parents=True)
    (project / "uv.lock").write_text("version = 1\n")
    return Environment("label-studio", services=project.parent, own_uv=tmp_path / ".tools" / "uv" / "bin" / "uv")


def fake_uv(course, script):
    """Put a program called uv where make puts the real one."""
    course.own_uv.parent.mkdir(parents=True)
    course.own_uv.write_text(f"#!/bin/sh\n{script}\n")
    course.own_uv.chmod(0o755)


def test_names_are_functions_even_after_their_module_was_imported():
    assert callable(services.label_studio)
    assert services.label_studio is labelling.label_studio
    assert issubclass(services.Missing, services.ServiceFailed)


def test_server_is_told_to_listen_on_loopback_only(server):
    command = list(server.command(40123))
    assert command[command.index("--internal-host") + 1] == "127.0.0.1"
    assert command[command.index("--port") + 1] == "40123"
    assert "--no-browser" in command


def test_nothing_of_the_caller_reaches_the_server(server, monkeypatch):
    for name in ("HTTPS_PROXY", "AWS_SECRET_ACCESS_KEY", "PYTHONPATH", "DJANGO_SETTINGS_MODULE", "LABEL_STUDIO_HOST"):
        monkeypatch.setenv(name, "from the caller")
    environment = server.environment()
    assert "from the caller" not in environment.values()
    assert environment["HOME"] == str(server.data)


def test_nothing_phones_home_and_nobody_else_gets_in(server):
    environment = server.environment()
    assert environment["SENTRY_DSN"] == environment["FRONTEND_SENTRY_DSN"] == ""
    assert environment["COLLECT_ANALYTICS"] == environment["LATEST_VERSION_CHECK"] == "false"
    assert environment["LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK"] == "true"
    assert environment["LABEL_STUDIO_CORS_ALLOW_ALL_ORIGINS"] == "false"
    assert environment["LABEL_STUDIO_ALLOWED_HOSTS"] == "127.0.0.1,localhost"


def test_server_that_moves_to_the_next_port_counts_as_port_taken(server, monkeypatch):
    monkeypatch.setattr(labelling.Service, "_check_alive", lambda self: None)
    server.port = 40123
    monkeypatch.setattr(server, "log", lambda: "* Port 40124 is in use.")
    server._check_alive()
    monkeypatch.setattr(server, "log", lambda: "* Port 40123 is in use.\n* Trying to start at 40124")
    with pytest.raises(PortTaken):
        server._check_alive()


def test_without_uv_the_sentence_names_the_command(course, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(Missing, match="uv sync --frozen --project shared/services/label-studio") as caught:
        course.install()
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value._render_traceback_() == [f"Missing: {caught.value}"]


def test_without_the_project_the_sentence_names_the_command(tmp_path):
    with pytest.raises(Missing, match="whole course and type 'uv sync"):
        Environment("label-studio", services=tmp_path / "shared" / "services").install()


def test_start_says_missing_and_leaves_no_folder(course, monkeypatch, tmp_path):
    monkeypatch.setattr(labelling, "ENVIRONMENT", course)
    monkeypatch.setenv("PATH", "/nonexistent")
    assert not services.label_studio_ready()
    with pytest.raises(Missing):
        labelling.label_studio(tmp_path / "data").start()
    assert not (tmp_path / "data").exists()


def test_failed_installation_shows_what_uv_said(course, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    fake_uv(course, "echo 'no route to the index' >&2; exit 2")
    with pytest.raises(Missing, match=r"with a network connection, type 'uv sync .*\n.*no route to the index"):
        course.install()
    assert not course.ready


def test_installation_never_touches_the_environment_of_the_labs(course, monkeypatch):
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", "/the/labs/.venv")
    monkeypatch.setenv("VIRTUAL_ENV", "/the/labs/.venv")
    monkeypatch.setenv("PATH", "/nonexistent")
    fake_uv(
        course,
        '[ -z "$VIRTUAL_ENV" ] || exit 3; /bin/mkdir -p "$UV_PROJECT_ENVIRONMENT/bin"; '
        ': > "$UV_PROJECT_ENVIRONMENT/bin/python"',
    )
    course.install()
    assert course.python.exists()
    assert course.ready


def test_another_lock_needs_another_installation(course):
    course.python.parent.mkdir(parents=True)
    course.python.touch()
    assert not course.ready, "half an installation is none"
    course._marker.touch()
    assert course.ready
    (course.project / "uv.lock").write_text("version = 2\n")
    assert not course.ready


def test_the_project_has_its_lock():
    assert (environment.SERVICES / "label-studio" / "uv.lock").is_file()
    assert len(labelling.ENVIRONMENT.lock_digest) == 16


def test_accounts_come_back_with_the_folder_and_are_private(tmp_path):
    accounts = Accounts(tmp_path)
    accounts.add(Account.fresh("anna").known_as(2, "a token"))
    assert stat.S_IMODE(os.stat(accounts.file).st_mode) == 0o600
    assert list(Accounts(tmp_path)) == list(accounts)
    assert Accounts(tmp_path)["anna"].id == 2


def test_a_file_of_accounts_that_others_can_read_is_private_after_the_next_change(tmp_path):
    Accounts(tmp_path).add(Account.fresh("anna"))
    (tmp_path / "accounts.json").chmod(0o644)
    Accounts(tmp_path).add(Account.fresh("ben"))
    assert stat.S_IMODE((tmp_path / "accounts.json").stat().st_mode) == 0o600
    assert [account.name for account in Accounts(tmp_path)] == ["anna", "ben"]


def test_where_nothing_can_be_kept_every_start_makes_its_own_database(server, monkeypatch, tmp_path):
    """The template is a saving, no need: a cache that cannot be written costs half a minute and no more."""
    (tmp_path / "a file").touch()
    monkeypatch.setenv("COURSELAB_DATA_CACHE", str(tmp_path / "a file" / "cache"))
    monkeypatch.setattr(labelling, "_migrate", lambda place, tick: place.write_bytes(b"migrated"))
    server._bar = waiting.Waiting("It starts", 10)
    server._lay_database()
    assert not (tmp_path / labelling.DATABASE).exists()
    monkeypatch.setenv("COURSELAB_DATA_CACHE", str(tmp_path / "cache"))
    server._lay_database()
    assert (tmp_path / labelling.DATABASE).read_bytes() == b"migrated"
    assert [path.name for path in (tmp_path / "cache" / "services").iterdir()] == [
        f"label-studio-{labelling.ENVIRONMENT.lock_digest}.sqlite3"
    ]


def test_account_shows_neither_password_nor_token():
    account = Account.fresh("anna", token="a token")
    assert account.password not in repr(account)
    assert "a token" not in repr(account)


def test_unknown_annotator_is_one_sentence(tmp_path):
    with pytest.raises(ServiceFailed, match=r"call annotator\('ben'\) first"):
        Accounts(tmp_path)["ben"]


@given(st.text(max_size=40))
def test_account_names_are_plain_words_or_refused(name):
    try:
        account = Account.fresh(name)
    except ValueError as error:
        assert "is no name for an annotator" in str(error)
    else:
        assert account.email == f"{name}@labels.example"
        assert name.isascii()
        assert "@" not in name
        assert name == name.lower()


def test_bar_fills_up_and_stops_at_its_end():
    assert waiting.line("It starts", 0, 40) == "It starts [....................] 0 s of about 40 s"
    assert waiting.line("It starts", 20, 40) == "It starts [##########..........] 20 s of about 40 s"
    assert waiting.line("It starts", 99, 40) == "It starts [####################] 99 s of about 40 s"


def test_bar_is_silent_where_output_is_a_file(capsys):
    bar = waiting.Waiting("It starts", 10)
    bar.tick()
    bar.say("It goes on", 5)
    bar.done("It is ready.")
    assert capsys.readouterr() == ("", "")


def test_bar_on_a_terminal_overwrites_itself_and_ends_with_a_line(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    bar = waiting.Waiting("It starts", 10)
    bar.tick()
    bar.done("It is ready.")
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out.count("\n") == 1
    assert shown.out.endswith("It is ready.\n")


def test_starts_are_reported_one_line_each(tmp_path, monkeypatch):
    log = tmp_path / "services.jsonl"
    monkeypatch.setenv("COURSELAB_SERVICE_LOG", str(log))
    start_log.report("label-studio", 31.25)
    start_log.report("web", 0.5)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(line["service"], line["start_seconds"]) for line in lines] == [("label-studio", 31.25), ("web", 0.5)]


def test_starts_are_not_reported_unless_asked(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSELAB_SERVICE_LOG", raising=False)
    monkeypatch.chdir(tmp_path)
    start_log.report("web", 0.5)
    assert list(tmp_path.iterdir()) == []
