"""What the command line promises before it runs anything."""

import subprocess
import sys

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from courselab.runner.cli import asking
from courselab.runner.cli.app import paired

HEAVY = ("numpy", "pandas", "nbformat", "papermill", "nbclient", "jupyter_client", "tensorflow", "matplotlib")


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["list", "--json"]])
def test_help_and_list_import_nothing_heavy(arguments):
    code = (
        "import sys\nfrom courselab.runner import cli\n"
        f"sys.argv = ['courselab', *{arguments}]\n"
        "try:\n    cli.main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "[]"


def test_help_teaches_by_example():
    done = subprocess.run(
        [sys.executable, "-m", "courselab.runner.cli", "run", "--help"], capture_output=True, text=True
    )
    assert "courselab run c2w1-lab1" in done.stdout
    assert "0 all well, 1 something failed, 2 wrong command" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["run", "-p", "SEED", "7", "x"], ["run", "--parameter=SEED=7", "x"]),
        (["run", "-p", "A", "-1", "-p", "B", "b=c"], ["run", "--parameter=A=-1", "--parameter=B=b=c"]),
        (["run", "-p", "A=1", "x"], ["run", "--parameter=A=1", "x"]),
        (["run", "-p"], ["run", "-p"]),
        (["run", "--", "-p", "A", "1"], ["run", "--", "-p", "A", "1"]),
    ],
)
def test_a_parameter_takes_two_words(arguments, expected):
    assert paired(arguments) == expected


@pytest.mark.parametrize(
    ("word", "value"),
    [("7", 7), ("-0.5", -0.5), ("1e-3", 0.001), ("true", True), ("False", False), ("none", None), ("full", "full"),
     ("no", "no"), ("", ""), ("[1, 2]", [1, 2]), ("a=b", "a=b")],
)  # fmt: skip
def test_values_are_typed(word, value):
    assert asking.value("NAME", word) == value
    assert type(asking.value("NAME", word)) is type(value)


@given(st.integers() | st.floats(allow_nan=False))
def test_numbers_come_through_as_they_are(number):
    assert asking.value("N", str(number)) == number


@pytest.mark.parametrize("word", ["SEED", "=7", "a b=1", "1x=2"])
def test_what_is_no_parameter_is_refused(word):
    with pytest.raises(typer.Exit):
        asking.parameters([word], [], None)


@pytest.mark.parametrize(
    ("text", "said"), [("{bad", "cannot be read as YAML"), ("'tis", "cannot be read as YAML"), ("{1: a}", "no text")]
)
def test_a_value_that_cannot_be_read_is_one_sentence(text, said, capsys):
    with pytest.raises(typer.Exit) as end:
        asking.parameters([f"X={text}"], [], None)
    assert end.value.exit_code == 2
    assert said in capsys.readouterr().err


def test_dates_stay_texts_and_a_raw_parameter_is_text_whatever_it_looks_like():
    assert asking.parameters(["X=[2024-01-01]"], ["Y=7", "Z={bad"], None) == {
        "X": ["2024-01-01"],
        "Y": "7",
        "Z": "{bad",
    }


def test_a_parameter_that_is_given_twice_is_refused(capsys):
    with pytest.raises(typer.Exit):
        asking.parameters(["X=1"], ["X=2"], None)
    assert "given twice" in capsys.readouterr().err
