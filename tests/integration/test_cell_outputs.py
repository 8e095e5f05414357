"""What a learner sees under a cell: the set-up's one line, the table of figures, a check's sentence."""

import json
import sys

from courselab import figures
from support.notebooks import run_cells, streamed


def test_start_says_seed_and_versions_in_one_line_and_echoes_nothing_else():
    outputs = run_cells("from courselab import lab\nimport sklearn\nwork = lab.start(seed=7)", "lab.start() / 'model'")
    (line,) = outputs[0]
    assert line.text.startswith(f"Seed 7 · Python {sys.version_info.major}.{sys.version_info.minor} · scikit-learn ")
    assert line.text.count("\n") == 1
    assert "PosixPath('model')" in str(outputs[1]) or "WindowsPath('model')" in str(outputs[1])


def test_versions_name_only_what_the_notebook_imported_itself():
    # A warm kernel has everything in sys.modules; the line must not depend on that.
    (outputs,) = run_cells("import sklearn\ndel sklearn\nfrom courselab import lab\nlab.start()")
    assert "scikit-learn" not in streamed(outputs, "stdout")


def test_record_shows_one_output_for_readers_and_for_the_runner():
    outputs = run_cells(
        "from courselab import lab\nlab.start();",
        "lab.record(accuracy=lab.near(0.913, 0.9, 0.02), rows=lab.near(12, 13), seconds=lab.near(3.25),"
        " word=lab.near('<a>', '<a>'), broken=lab.near(float('nan'), 1.0, 1.0))",
    )[1]
    (output,) = outputs
    assert output.output_type == "display_data"
    assert output.data[figures.MIME] == [
        {"name": "accuracy", "value": 0.913, "expected": 0.9, "tolerance": 0.02, "ok": True},
        {"name": "rows", "value": 12, "expected": 13, "tolerance": 0.0, "ok": False},
        {"name": "seconds", "value": 3.25, "expected": None, "tolerance": 0.0, "ok": True},
        {"name": "word", "value": "<a>", "expected": "<a>", "tolerance": 0.0, "ok": True},
        {"name": "broken", "value": "nan", "expected": 1.0, "tolerance": 1.0, "ok": False},
    ]
    json.dumps(output.data[figures.MIME], allow_nan=False)
    lines = [line.split() for line in output.data["text/plain"].splitlines()]
    assert lines[0] == ["figure", "value", "expected", "ok"]
    assert lines[1] == ["accuracy", "0.913", "0.9", "±", "0.02", "as", "expected"]
    assert lines[2] == ["rows", "12", "13", "off"]
    assert lines[3] == ["seconds", "3.25", "measured"]
    assert "&lt;a&gt;" in output.data["text/html"]
    assert "<a>" not in output.data["text/html"]


def test_a_check_shows_its_sentence_and_no_traceback():
    source = "from courselab import check\ncheck.equals('rows', 3, 4, 'The header is no row.')"
    [[output]] = run_cells(source, failing=True)
    assert output.ename == "NotYet"
    assert output.traceback == ["Not yet: rows: got 3, expected 4. The header is no row."]
