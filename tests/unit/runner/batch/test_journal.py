"""The journal: whatever the moment of a kill, what is in it can be read, and says what was finished."""

import json

from hypothesis import given
from hypothesis import strategies as st

from courselab.figures import Figure
from courselab.runner.batch import journal
from courselab.runner.batch.outcome import Error, Machine, Outcome

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
FIGURES = st.builds(Figure, name=st.just("figure"), value=FLOATS, expected=st.none() | FLOATS, ok=st.booleans())
OUTCOMES = st.builds(
    Outcome,
    id=st.sampled_from("abc"),
    path=st.sampled_from(["a.ipynb", "b.ipynb", "ü\n.ipynb"]),
    status=st.sampled_from(["passed", "failed", "skipped"]),
    reason=st.none() | st.text(max_size=20),
    figures=st.lists(FIGURES, max_size=2),
    error=st.none() | st.builds(Error, cell=st.none() | st.integers(1, 40), name=st.just("E"), message=st.text()),
)


def written(folder, outcomes, ok=None):
    log = journal.Journal(folder)
    log.start("command")
    for number, outcome in enumerate(outcomes):
        log.outcome(f"key {number}", outcome)
    if ok is not None:
        log.finish(ok, Machine())
    log._lock.close()
    return log.path.read_bytes()


@given(st.lists(OUTCOMES, max_size=4), st.sampled_from([None, True, False]), st.data())
def test_any_prefix_of_a_journal_is_read(tmp_path_factory, outcomes, ok, data):
    content = written(tmp_path_factory.mktemp("journal"), outcomes, ok)
    cut = data.draw(st.integers(0, len(content)))
    past = journal.parse(content[:cut])
    complete = content[:cut].count(b"\n")
    told = outcomes[: max(0, complete - 1)]
    newest = {outcome.path: (f"key {number}", outcome) for number, outcome in enumerate(told)}
    assert past.outcomes == newest
    assert past.ok is (ok if cut == len(content) else None)
    assert past.command == ("command" if complete else None)


@given(st.lists(OUTCOMES, max_size=4), st.data())
def test_a_torn_line_is_cut_off_before_more_is_written(tmp_path_factory, outcomes, data):
    folder = tmp_path_factory.mktemp("journal")
    content = written(folder, outcomes)
    first = content.index(b"\n") + 1
    cut = data.draw(st.integers(first, len(content)))
    (folder / journal.NAME).write_bytes(content[:cut])
    log = journal.Journal(folder)
    log.resume("command")
    log.outcome("key", Outcome(id="z", path="z.ipynb", status="passed"))
    lines = log.path.read_text().splitlines()
    log._lock.close()
    assert all(json.loads(line) for line in lines)
    assert "z.ipynb" in journal.parse("\n".join([*lines, ""]).encode()).outcomes


def test_only_passed_outcomes_of_the_same_unfinished_or_failed_command_are_kept(tmp_path):
    good, bad = (Outcome(id=s, path=s, status=s) for s in ("passed", "failed"))
    for ok, kept in ((None, {"passed"}), (False, {"passed"}), (True, set())):
        past = journal.parse(written(tmp_path, [good, bad], ok))
        assert set(past.kept("command")) == kept
        assert past.kept("other") == {}


def test_a_resumed_run_is_unfinished_again(tmp_path):
    written(tmp_path, [], ok=False)
    log = journal.Journal(tmp_path)
    log.resume("command")
    assert log.past().ok is None
    assert log.past().told().startswith("the unfinished run of 20")


def test_a_fresh_start_forgets(tmp_path):
    written(tmp_path, [Outcome(id="a", path="a", status="passed")])
    assert journal.parse(written(tmp_path, [])).outcomes == {}


@given(st.lists(OUTCOMES, min_size=1, max_size=4), st.data())
def test_a_damaged_line_costs_what_it_said_and_no_more(tmp_path_factory, outcomes, data):
    lines = written(tmp_path_factory.mktemp("journal"), outcomes).splitlines()
    number = data.draw(st.integers(1, len(lines) - 1))
    lines[number] = data.draw(st.sampled_from([b"{", b"[]", b'{"event": "outcome"}', b"null", b'"x"', b"\xff"]))
    past = journal.parse(b"\n".join([*lines, b""]))
    assert past.damaged == [number + 1]
    assert past.command == "command"
    left = [outcome.path for index, outcome in enumerate(outcomes, start=1) if index != number]
    assert set(past.outcomes) == set(left)
