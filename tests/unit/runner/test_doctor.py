"""`courselab doctor`: each thing that is wrong is one line with its cure, and only what every lab needs fails it."""

import json
import sys
from pathlib import Path

import pytest

from courselab.ground.project import ROOT
from courselab.runner import doctor
from courselab.runner.doctor import Finding


def use(monkeypatch: pytest.MonkeyPatch, *findings: Finding) -> None:
    """Let the doctor find just these."""
    monkeypatch.setattr(doctor, "CHECKS", tuple(lambda each=each: each for each in findings))


@pytest.mark.parametrize(("status", "code"), [("ok", 0), ("absent", 0), ("missing", 1), ("old", 1)])
def test_only_what_every_lab_needs_fails(monkeypatch: pytest.MonkeyPatch, status: str, code: int) -> None:
    use(monkeypatch, Finding("thing", status, "found"))
    assert doctor.main() == code


def test_each_finding_is_one_line_with_its_cure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, Finding("dot", "absent", "not found " * 20, "type 'apt [x]'"), Finding("Python", "ok", "3.11.7"))
    doctor.main()
    first, second, last = capsys.readouterr().out.splitlines()
    assert first.startswith("absent  dot ")
    assert first.endswith("; type 'apt [x]'")
    assert second == "ok      Python       3.11.7"
    assert last == "0 to cure, 1 absent that only some labs want."


def test_json_has_the_same_findings(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    use(monkeypatch, Finding("GPU", "absent", "none"))
    doctor.main(json=True)
    assert json.loads(capsys.readouterr().out) == [{"name": "GPU", "status": "absent", "found": "none", "cure": ""}]


def test_every_check_gives_a_finding_here() -> None:
    findings = list(doctor.examine())
    assert len({finding.name for finding in findings}) == len(doctor.CHECKS)
    assert all(finding.found for finding in findings)
    assert all(finding.cure for finding in findings if finding.fails)


def test_a_package_of_another_version_than_the_lock_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "locked_versions", lambda path: {"rich": "0.0.1", "no-such-package": "2.0"})
    finding = doctor.lock()
    assert finding.status == "old"
    assert "(lock: 0.0.1)" in finding.found
    assert "no-such-package not installed (lock: 2.0)" in finding.found
    assert "uv sync" in finding.cure


def test_the_lock_is_read_for_this_pythons_stack() -> None:
    versions = doctor.locked_versions(ROOT / "uv.lock")
    assert versions["tfx"] == ("1.16.0" if sys.version_info < (3, 12) else "1.21.0")
    assert "pytest" not in versions


def test_another_python_is_told_apart_from_the_newer_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 13, 0))
    assert doctor.python_version().status == "ok"
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    assert doctor.python_version().status == "old"


def test_a_mirror_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COURSELAB_DATA_MIRROR", str(tmp_path / "nowhere"))
    assert doctor.data_mirror().status == "missing"
    monkeypatch.setenv("COURSELAB_DATA_MIRROR", str(tmp_path))
    assert doctor.data_mirror().status == "ok"


def test_a_command_of_the_system_that_is_missing_is_only_absent() -> None:
    finding = doctor.program("no-such-command", "no-such-package", "by a lab")()
    assert finding == Finding(
        "no-such-command", "absent", "not found, wanted by a lab", "type 'sudo apt-get install no-such-package'"
    )
