"""What a lab needs is asked of the machine, once, and its absence has a reason."""

import pytest

from courselab.runner import needs

LISTED = (
    "GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-1)\nGPU 1: Tesla T4 (UUID: GPU-2)\n  MIG 1g.10gb Device 0: (UUID: MIG-3)"
)


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Return a function that puts a program on a PATH on which nothing else is."""
    needs.missing.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))

    def program(name, script):
        file = tmp_path / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    yield program
    needs.missing.cache_clear()


def test_gpus_are_those_that_nvidia_smi_names(path):
    path("nvidia-smi", f"/bin/echo '{LISTED}'")
    assert needs.gpus() == ["NVIDIA H100 80GB HBM3", "Tesla T4"]
    assert needs.missing("gpu") is None


@pytest.mark.parametrize("script", ["exit 9", "/bin/echo 'No devices were found'"])
def test_a_driver_without_a_gpu_is_no_gpu(path, script):
    path("nvidia-smi", script)
    assert needs.missing("gpu") == "needs a GPU: nvidia-smi lists none here"


def test_docker_without_a_daemon_is_no_docker(path):
    path("docker", "exit 1")
    assert "does not answer" in needs.missing("docker")
    needs.missing.cache_clear()
    path("docker", "/bin/echo 'Server Version: 27'")
    assert needs.missing("docker") is None


def test_a_program_that_hangs_is_as_good_as_none(path, monkeypatch):
    monkeypatch.setattr(needs, "ANSWER_SECONDS", 0.2)
    path("docker", "exec /bin/sleep 30")
    assert needs.missing("docker") is not None


def test_the_first_need_that_is_not_met_is_the_reason(path):
    path("promtool", "exit 0")
    assert needs.first_missing(()) is None
    assert needs.first_missing(("promtool",)) is None
    assert needs.first_missing(("promtool", "locust", "gpu")) == "needs locust: it is not on PATH"


def test_a_machine_is_asked_once_for_all_labs(path, tmp_path):
    path("docker", f"/bin/echo asked >> {tmp_path}/log; exit 1")
    for _ in range(3):
        needs.missing("docker")
    assert (tmp_path / "log").read_text() == "asked\n"
