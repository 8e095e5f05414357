"""*Your turn*: a right answer says ok, a wrong one is told apart in one sentence, a stub runs as it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courselab import check
from courselab.comparison import difference

FRAME = pd.DataFrame({"city": ["Bonn", "Ulm"], "people": [330_000, 126_000.5]}, index=["a", "b"])


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (4, 4), (0.1 + 0.2, 0.3), (np.float32(0.1), 0.1), (float("nan"), float("nan")), (np.bool_(True), True),
        (np.str_("a"), "a"), ([1, 2.0], (1, 2)), (np.array([1, 2]), [1, 2]), ([1, 2], np.array([1.0, 2.0])),
        ({"a": [1, np.nan]}, {"a": [1, np.nan]}), ({1, 2}, frozenset({2, 1})), (FRAME.copy(), FRAME),
        (FRAME["people"] * (1 + 1e-9), FRAME["people"]), (None, None), (pd.Series([pd.NaT]), pd.Series([pd.NaT])),
        (np.array(3.0), 3),
    ],
)  # fmt: skip
def test_equal_answers_are_ok(got, expected, capsys):
    check.equals("it", got, expected)
    assert capsys.readouterr().out == "ok: it\n"


@pytest.mark.parametrize(
    ("got", "expected", "sentence"),
    [
        (3, 4, "got 3, expected 4"),
        ("3", 3, "got a str ('3'), expected a number"),
        (1, True, "got 1, expected True"),
        (5_000_001, 5_000_000, "got 5000001, expected 5000000"),
        (True, 1, "got a bool (True), expected a number"),
        ([1, 5], [1, 2], "item 1 is 5, expected 2"),
        ([1], [1, 2], "it has 1 items, expected 2"),
        ({"a": 1}, {"a": 1, "b": 2}, "the key 'b' is missing"),
        ({"a": 1, "c": 2}, {"a": 1}, "the key 'c' is not expected"),
        ({"a": {"b": [1.0, 2]}}, {"a": {"b": [1.0, 3]}}, "key 'a', key 'b', item 1 is 2, expected 3"),
        ({1, 2}, {1, 3}, "3 is missing from the set"),
        (np.zeros((2, 2)), np.zeros((2, 3)), "the shape is (2, 2), expected (2, 3)"),
        (np.array([[1, 2.0]]), np.array([[1, 3.0]]), "item [0, 1] is 2.0, expected 3.0"),
        (FRAME.drop(columns="city"), FRAME, "the column 'city' is missing"),
        (FRAME.assign(x=1), FRAME, "the column 'x' is not expected"),
        (FRAME[["people", "city"]], FRAME, "the columns stand in the order ['people', 'city']"),
        (FRAME[:1], FRAME, "it has 1 rows, expected 2"),
        (FRAME.assign(city=["Bonn", None]), FRAME, "column 'city', row 'b' is None, expected 'Ulm'"),
        (FRAME.rename(index={"b": "c"}), FRAME, "row 1 has the index 'c', expected 'b'"),
        (FRAME["city"], FRAME, "expected a DataFrame"),
        (np.array([1, 2]), "ab", "expected 'ab'"),
    ],
)
def test_the_first_difference_is_named(got, expected, sentence):
    with pytest.raises(check.NotYet) as caught:
        check.equals("task", got, expected, why="Because.")
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("Not yet: task: ")
    assert str(caught.value).endswith(" Because.")


def test_tolerance_is_relative_and_can_be_set():
    with pytest.raises(check.NotYet):
        check.equals("mean", 1.01, 1.0)
    check.equals("mean", 1.01, 1.0, rtol=0.02)


@given(st.recursive(st.one_of(st.integers(), st.floats(), st.text(), st.booleans(), st.none()),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8))  # fmt: skip
def test_nothing_differs_from_itself(value):
    assert difference(value, value) is None


@given(st.lists(st.integers(), min_size=1), st.data())
def test_a_changed_item_is_found_where_it_is(values, data):
    at = data.draw(st.integers(0, len(values) - 1))
    changed = [*values[:at], values[at] + 1, *values[at + 1 :]]
    assert f"item {at} is" in difference(changed, values)


@pytest.mark.parametrize("stub", [..., None, [..., None], {"mean": ..., "max": ...}, (..., [...])])
def test_a_stub_is_not_answered_yet_and_does_not_raise(stub, capsys):
    check.equals("task", stub, 4)
    check.property("rule", lambda case: stub, [1, 2])
    check.property("rule", lambda case, answer: answer > 0, [1, 2], answer=lambda case: stub)
    check.raises("error", ValueError, lambda: stub)
    assert capsys.readouterr().out.splitlines() == [
        "not answered yet: task", "not answered yet: rule", "not answered yet: rule", "not answered yet: error",
    ]  # fmt: skip


def test_a_stub_that_raises_notimplemented_is_not_answered_either(capsys):
    def stub(*_):
        raise NotImplementedError

    check.property("rule", stub, [1])
    check.raises("error", ValueError, stub)
    assert capsys.readouterr().out == "not answered yet: rule\nnot answered yet: error\n"


def test_where_answers_are_graded_a_stub_gets_no_points(monkeypatch):
    monkeypatch.setenv("COURSELAB_GRADING", "1")
    with pytest.raises(check.NotYet, match="not answered yet: task"):
        check.equals("task", ..., 4)


def test_property_shows_the_smallest_case(capsys):
    with pytest.raises(check.NotYet, match="does not hold for 5"):
        check.property("small", lambda x: x < 3, [900, -17, 5, 2])
    with pytest.raises(check.NotYet, match=r"does not hold for \[3\]"):
        check.property("sorted", lambda xs: len(xs) != 1, ([3] * n for n in (4, 1, 2)))
    check.property("all", lambda x: x > 0, lambda: range(1, 5))
    assert capsys.readouterr().out == "ok: all\n"


def test_property_shows_what_the_answer_was_and_which_error_it_raised():
    with pytest.raises(check.NotYet, match="does not hold for 1, where your answer is -1"):
        check.property("positive", lambda case, got: got > 0, [3, 1], answer=lambda x: -x)
    with pytest.raises(check.NotYet, match="does not hold for 0: ZeroDivisionError: division by zero"):
        check.property("defined", lambda x: 1 / x, [2, 0])


def test_property_without_cases_is_an_error_of_the_exercise():
    with pytest.raises(ValueError, match="'rule' has no cases"):
        check.property("rule", lambda x: True, [])


def test_raises_says_what_happened_instead(capsys):
    check.raises("bad", ValueError, lambda: int("x"))
    assert capsys.readouterr().out == "ok: bad\n"
    with pytest.raises(check.NotYet, match="nothing was raised and the result is 1"):
        check.raises("bad", ValueError, lambda: 1)
    with pytest.raises(check.NotYet, match="expected ValueError, but it raised KeyError: 'x'"):
        check.raises("bad", ValueError, lambda: {}["x"])
