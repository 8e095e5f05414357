"""What a lab may need and a machine may lack: asked in one place. The plan skips by it, the doctor tells the cure."""

import shutil
import subprocess
from functools import cache

ANSWER_SECONDS = 20


def first_missing(needs: tuple[str, ...]) -> str | None:
    """Return the reason to skip a lab whose needs are not all met, or None."""
    return next((reason for reason in map(missing, needs) if reason), None)


@cache
def missing(need: str) -> str | None:
    """Return why a need is not met here: "gpu", "docker", or the name of a program on PATH; None where it is met."""
    if need == "gpu":
        return None if gpus() else "needs a GPU: nvidia-smi lists none here"
    if need == "docker":
        return None if answer("docker", "info") else "needs docker: `docker info` does not answer here"
    return None if shutil.which(need) else f"needs {need}: it is not on PATH"


def gpus() -> list[str]:
    """Return the names of the GPUs that nvidia-smi lists."""
    lines = answer("nvidia-smi", "-L").splitlines()
    return [line.partition(": ")[2].partition(" (")[0] for line in lines if line.startswith("GPU ")]


def answer(*command: str) -> str:
    """Return what a program prints, or nothing if it is missing, fails, or takes more than 20 s."""
    if not shutil.which(command[0]):
        return ""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=ANSWER_SECONDS)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout if done.returncode == 0 else ""
