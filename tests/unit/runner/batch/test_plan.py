"""What a plan decides before anything runs, and why."""

import shutil

import nbformat
import pytest

from courselab.runner import needs
from courselab.runner.batch import key as keys
from courselab.runner.batch import plan as plans
from courselab.runner.batch.journal import Past
from courselab.runner.batch.options import Options
from courselab.runner.batch.outcome import Outcome
from courselab.runner.catalog import read_lab
from support import notebooks


@pytest.fixture
def lab(tmp_path):
    """Write a notebook and return what the catalogue says of it."""

    def write(code="x = SEED", kernel="python3", prose="# Title", **about):
        cells = [notebooks.prose(prose), notebooks.code("SEED = 42", "parameters"), code]
        path = notebooks.write(tmp_path / "lab.ipynb", *cells, kernel=kernel, **{"id": "lab", **about})
        return read_lab(path, tmp_path)

    return write


def planned(tmp_path, lab, parameters=None, **options):
    return plans.make([lab], tmp_path, Options(parameters=parameters or {}, **options)).tasks[0]


def test_a_runnable_lab_has_a_key_and_no_outcome(tmp_path, lab):
    task = planned(tmp_path, lab())
    assert task.outcome is None and task.key and task.language == "python"


def test_the_key_moves_with_code_parameters_kernel_and_lock_but_not_with_prose(tmp_path, lab):
    base = planned(tmp_path, lab()).key
    assert planned(tmp_path, lab(prose="# Other words")).key == base
    keys = {base, planned(tmp_path, lab(code="x = 2")).key, planned(tmp_path, lab(), {"SEED": 7}).key}
    (tmp_path / "uv.lock").write_text("another lock")
    keys.add(planned(tmp_path, lab()).key)
    assert len(keys) == 4


def test_the_key_moves_with_the_package_that_notebooks_import(tmp_path, lab, monkeypatch):
    package = tmp_path / "package"
    for file in ("__init__.py", "a_new_room/census.py", "runner/cli.py"):
        (package / file).parent.mkdir(parents=True, exist_ok=True)
        (package / file).write_text("")
    monkeypatch.setattr(keys.courselab, "__file__", str(package / "__init__.py"))
    seen = []
    for change in ("", "a_new_room/census.py", "runner/cli.py"):
        if change:
            (package / change).write_text("changed = True")
        keys.package_digest.cache_clear()
        seen.append(planned(tmp_path, lab()).key)
    keys.package_digest.cache_clear()
    assert seen[0] != seen[1] == seen[2]


@pytest.mark.parametrize(
    ("parameters", "options", "sentence"),
    [
        ({"NOPE": 1}, {}, r"lab\.ipynb has no parameter NOPE\. It has: SEED\."),
        ({}, {"scale": "full"}, "has no parameter SCALE"),
    ],
)
def test_an_unknown_parameter_is_a_wrong_command(tmp_path, lab, parameters, options, sentence):
    with pytest.raises(plans.WrongCommand, match=sentence):
        planned(tmp_path, lab(), parameters, **options)


def test_a_kernel_that_is_not_there_is_named_with_the_cure(tmp_path, lab):
    assert "courselab kernels install" in planned(tmp_path, lab(kernel="courselab-none")).outcome.reason
    assert "python3" in planned(tmp_path, lab(kernel="nowhere")).outcome.reason
    assert "names no kernel" in planned(tmp_path, lab(kernel=None)).outcome.reason


@pytest.mark.parametrize(
    ("program", "script", "need", "reason"),
    [
        ("nvidia-smi", "echo 'GPU 0: H200'", "gpu", None),
        ("nvidia-smi", "echo 'No devices were found'; exit 6", "gpu", "needs a GPU"),
        ("docker", "echo Server", "docker", None),
        ("docker", "exit 1", "docker", "needs docker"),
        ("prometheus", "exit 1", "prometheus", None),
        ("another", "exit 0", "prometheus", "needs prometheus: it is not on PATH"),
        ("another", "exit 0", "gpu", "needs a GPU"),
    ],
)
def test_needs_are_looked_for_not_believed(tmp_path, lab, monkeypatch, program, script, need, reason):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / program).write_text(f"#!{shutil.which('sh')}\n{script}\n")
    (tmp_path / "bin" / program).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    needs.missing.cache_clear()
    outcome = planned(tmp_path, lab(needs=[need])).outcome
    needs.missing.cache_clear()
    assert outcome is None if reason is None else outcome.status == "skipped" and outcome.reason.startswith(reason)


@pytest.mark.parametrize(("options", "budget"), [({}, {"seconds": 60, "mb": 1500}), ({"scale": "full"}, None)])
def test_a_budget_is_for_the_quick_scale(tmp_path, lab, options, budget):
    made = lab(code="SCALE = SCALE", budget={"seconds": 60, "mb": 1500})
    nb = nbformat.read(tmp_path / "lab.ipynb", 4)
    nb.cells[1].source = 'SCALE = "quick"'
    nbformat.write(nb, tmp_path / "lab.ipynb")
    assert planned(tmp_path, made, **options).lab.budget == budget


def past(plan, key, outcome, ok=False):
    """What a journal says of an earlier run of the same command, begun at a known time."""
    return Past(plan.command, "2026-11-20T12:00:00+00:00", ok, {"lab.ipynb": (key, outcome)})


def test_an_outcome_is_kept_only_with_its_key_and_its_notebook(tmp_path, lab):
    output = tmp_path / "executed.ipynb"
    outcome = Outcome(id="lab", path="lab.ipynb", status="passed", seconds=3.0, output=str(output))
    fresh = plans.make([lab()], tmp_path, Options())
    for key_fits, there, kept in ((True, True, 1), (False, True, 0), (True, False, 0)):
        output.touch() if there else output.unlink(missing_ok=True)
        key = fresh.tasks[0].key if key_fits else "another"
        plan = plans.make([lab()], tmp_path, Options(), past(fresh, key, outcome))
        assert plan.kept == kept
        assert bool(plan.tasks[0].outcome) == bool(kept)
    output.touch()
    left = past(fresh, fresh.tasks[0].key, outcome)
    plan = plans.make([lab()], tmp_path, Options(), left)
    assert plan.tasks[0].outcome == outcome.model_copy(update={"reason": f"kept from {left.told()}"})
    assert plans.make([lab()], tmp_path, Options(fresh=True), left).kept == 0


def test_the_command_is_known_again_by_selection_parameters_and_cold(tmp_path, lab):
    made, seven = lab(), {"SEED": 7}
    same = [plans.make([made], tmp_path, Options(parameters=seven)).command for _ in range(2)]
    others = [
        plans.make([made], tmp_path, options).command for options in (Options(), Options(parameters=seven, cold=True))
    ]
    assert len({*same, *others}) == 3


@pytest.mark.parametrize("change", ["skip-execution", "raises-exception", "timeout", "budget", "neighbour"])
def test_what_steers_execution_is_part_of_the_key(tmp_path, lab, change):
    before = planned(tmp_path, lab()).key
    about = {"budget": {"seconds": 5, "mb": 100}} if change == "budget" else {}
    changed = lab(**about)
    nb = nbformat.read(tmp_path / "lab.ipynb", 4)
    if change == "timeout":
        nb.metadata["execution"] = {"timeout": 5}
    elif change == "neighbour":
        (tmp_path / "data.csv").write_text("1")
    elif change != "budget":
        nb.cells[2].metadata["tags"] = [change]
    nbformat.write(nb, tmp_path / "lab.ipynb")
    assert planned(tmp_path, changed).key != before


def test_a_kernel_given_by_hand_is_for_notebooks_that_have_none_here(tmp_path, lab):
    options = {"kernel": "python3"}
    assert planned(tmp_path, lab(kernel=None), **options).kernel == "python3"
    assert planned(tmp_path, lab(kernel="nowhere"), **options).kernel == "python3"
    assert planned(tmp_path, lab(kernel="courselab-plain"), **options).kernel == "courselab-plain"
