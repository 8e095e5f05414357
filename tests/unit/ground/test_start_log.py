"""The log of servers' starts: whatever services report, together or killed in between, the runner reads it whole."""

import json
import re
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courselab.ground import settings as variables
from courselab.ground.start_log import Starts, report, short

services = st.from_regex(r"[a-z_]{1,8}(\.[a-z_]{1,8}){0,2}(:app)?", fullmatch=True) | st.text(min_size=1, max_size=20)
same_file = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def log(tmp_path, monkeypatch):
    """A log's file, named in the environment as for a lab's worker."""
    monkeypatch.setenv(variables.START_LOG, str(tmp_path / "services.jsonl"))
    return tmp_path / "services.jsonl"


@same_file
@given(st.lists(st.tuples(services, st.floats(0, 1e4))))
def test_each_start_that_was_reported_is_a_figure_in_its_order(log, starts):
    log.unlink(missing_ok=True)
    for service, seconds in starts:
        report(service)
        report(service, seconds)
    figures = Starts(log).figures()
    assert [figure["value"] for figure in figures] == [round(seconds, 3) for _, seconds in starts]
    names = [figure["name"] for figure in figures]
    assert len(set(names)) == len(names), "two starts of one server are two figures"
    assert not Starts(log).under_way()


@same_file
@given(st.lists(st.booleans()))
def test_a_server_is_under_way_while_more_have_begun_than_ended(log, order):
    log.unlink(missing_ok=True)
    begun = ended = 0
    for begins in order:
        if begins or begun == ended:
            report("tf_serving")
            begun += 1
        else:
            report("tf_serving", 1.0)
            ended += 1
        assert Starts(log).under_way() is (begun > ended)


@same_file
@given(st.lists(services, min_size=1), st.data())
def test_a_line_that_is_still_being_written_is_not_read_yet(log, names, data):
    log.unlink(missing_ok=True)
    for name in names:
        report(name, 1.0)
    whole = log.read_bytes()
    cut = data.draw(st.integers(0, len(whole)))
    log.write_bytes(whole[:cut])
    assert [line["service"] for line in Starts(log).lines()] == names[: whole[:cut].count(b"\n")]


@given(services)
def test_a_short_name_can_be_part_of_a_figures_name(service):
    assert re.fullmatch(r"\w*", short(service))


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("label_studio", "label_studio"),
        ("apps.detector.app:app", "detector_app"),
        ("package.module:app", "module"),
        ("tf-serving", "tf_serving"),
        ("app:app", "app"),
    ],
)
def test_a_server_is_known_by_its_last_word_that_says_something(service, name):
    assert short(service) == name


def test_services_that_start_together_do_not_mix_their_lines(log):
    threads = [threading.Thread(target=lambda: [report("one", n) for n in range(50)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Starts(log).lines()) == 200
    assert all(set(json.loads(line)) == {"service", "pid", "start_seconds"} for line in log.read_text().splitlines())


def test_without_a_log_nothing_is_written_and_nothing_read(tmp_path, monkeypatch):
    monkeypatch.delenv(variables.START_LOG, raising=False)
    monkeypatch.chdir(tmp_path)
    report("one", 1.0)
    assert list(tmp_path.iterdir()) == []
    for starts in (Starts(None), Starts(tmp_path / "none")):
        assert starts.lines() == starts.figures() == []
        assert not starts.under_way()
