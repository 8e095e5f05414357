"""What this machine has, lacks, or has too old, one line each with its cure: `courselab doctor`."""

from __future__ import annotations

import json as json_text
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from courselab.ground.project import ROOT
from courselab.runner import needs, resources, sandbox

GIGABYTE = 1_000_000_000
COLOURS = {"ok": "green", "missing": "red", "old": "red", "absent": "yellow"}


@dataclass(frozen=True)
class Finding:
    """One line of the answer; `status` is ok, missing, old, or absent (wanted by some labs only)."""

    name: str
    status: str
    found: str
    cure: str = ""

    @property
    def fails(self) -> bool:
        """Whether no lab can be trusted until this is cured."""
        return self.status in ("missing", "old")


def main(json: bool = False) -> int:
    """Print the findings and return 0, or 1 when something that every lab needs is missing or too old."""
    findings = list(examine())
    if json:
        print(json_text.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        show(findings)
    return 1 if any(finding.fails for finding in findings) else 0


def examine() -> Iterator[Finding]:
    """Make every check, in the order in which a reader would cure what is wrong."""
    for check in CHECKS:
        yield check()


def show(findings: list[Finding]) -> None:
    """Print a line for each finding, and one closing sentence."""
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True)
    for finding in findings:
        cure = f"; {finding.cure}" if finding.cure else ""
        status = Text(f"{finding.status:<8}", style=COLOURS[finding.status])
        console.print(status + Text(f"{finding.name:<13}{finding.found}{cure}"))
    wrong = sum(finding.fails for finding in findings)
    absent = sum(finding.status == "absent" for finding in findings)
    console.print(f"{wrong} to cure, {absent} absent that only some labs want.")


# --- Python and the environment ---


def python_version() -> Finding:
    """Python against .python-version: the lock holds a stack for 3.11 and one for 3.12 and 3.13."""
    wanted = (ROOT / ".python-version").read_text().strip()
    found = ".".join(map(str, sys.version_info[:3]))
    if found.startswith(f"{wanted}."):
        return Finding("Python", "ok", found)
    if sys.version_info[:2] in ((3, 12), (3, 13)):
        return Finding("Python", "ok", f"{found}: the lock's newer stack (the default is {wanted})")
    status = "old" if sys.version_info < (3, 11) else "missing"
    return Finding("Python", status, f"{found}, not {wanted}", f"type 'uv sync --frozen --python {wanted}'")


def uv() -> Finding:
    """The tool that installs the lock: on PATH, or where make puts it."""
    local = ROOT / ".tools" / "uv" / "bin" / "uv"
    path = shutil.which("uv") or (str(local) if local.exists() else None)
    if path is None:
        return Finding("uv", "absent", "not found", "type 'make setup', which installs it into this folder")
    return Finding("uv", "ok", _first_line([path, "--version"]))


def lock() -> Finding:
    """The packages that the project names, installed as uv.lock has them?"""
    wanted = locked_versions(ROOT / "uv.lock")
    found = {name: _installed(name) for name in wanted}
    wrong = [f"{name} {found[name]} (lock: {wanted[name]})" for name in wanted if found[name] != wanted[name]]
    if not wrong:
        return Finding("lock", "ok", f"{len(wanted)} packages as in uv.lock")
    more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
    return Finding("lock", "old", ", ".join(wrong[:3]) + more, "type 'uv sync --frozen --all-groups'")


def locked_versions(path: Path) -> dict[str, str]:
    """Return name -> version of the project's direct dependencies in a lock, for this interpreter and platform."""
    import tomllib

    from packaging.markers import Marker

    packages = tomllib.loads(path.read_text())["package"]
    versions = {package["name"]: package.get("version", "") for package in packages}
    project = next(package for package in packages if package["name"] == "courselab")
    return {
        entry["name"]: entry.get("version", versions[entry["name"]])
        for entry in project["dependencies"]
        if "marker" not in entry or Marker(entry["marker"]).evaluate()
    }


def _installed(name: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def kernels() -> Finding:
    """The course's kernels, installed in this environment and started by its interpreter?"""
    from courselab.runner.kernels import kernelspecs

    states = kernelspecs.installed()
    wrong = [f"{name} is {state}" for name, state in states.items() if state != "ok"]
    if not wrong:
        return Finding("kernels", "ok", ", ".join(states))
    status = "missing" if "missing" in states.values() else "old"
    return Finding("kernels", status, ", ".join(wrong), "type 'courselab kernels install'")


def fork() -> Finding:
    """Forking, without which every kernel imports its packages again."""
    if not hasattr(os, "fork"):
        return Finding("fork", "absent", "not on this platform: kernels start cold, which costs 8-20 s each")
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return Finding("fork", "ok", "works") if status == 0 else Finding("fork", "absent", f"a child ended with {status}")


# --- the system ---


def bubblewrap() -> Finding:
    """bwrap, and whether it may make a namespace: wanted by `courselab run --offline` and by grading."""
    if not shutil.which("bwrap"):
        return _wanted("bubblewrap", "bubblewrap", "for runs with no network and for grading")
    refused = sandbox.refusal()
    if refused is None:
        return Finding("bubblewrap", "ok", "makes namespaces")
    cure = "type 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0', or give the container more rights"
    return Finding("bubblewrap", "absent", refused, cure)


def program(command: str, package: str, purpose: str) -> Callable[[], Finding]:
    """Return the check of one command of the system that a Debian package brings."""

    def check() -> Finding:
        path = shutil.which(command)
        return Finding(command, "ok", path) if path else _wanted(command, package, purpose)

    return check


def chromium() -> Finding:
    """A browser for the browser test; learners use their own."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = next((found for found in map(shutil.which, names) if found), None)
    return Finding("chromium", "ok", path) if path else _wanted("chromium", "chromium", "for tests/browser only")


def _wanted(name: str, package: str, purpose: str) -> Finding:
    return Finding(name, "absent", f"not found, wanted {purpose}", f"type 'sudo apt-get install {package}'")


def servers() -> Finding:
    """The servers that live in environments of their own, one folder each in shared/services."""
    from courselab.services.environment import known

    servers = known()
    absent = [server.name for server in servers if not server.ready]
    if not absent:
        return Finding("servers", "ok", ", ".join(server.name for server in servers))
    cure = "type 'make services', or let the lab that wants it install it (a minute, with a network)"
    return Finding("servers", "absent", f"{', '.join(absent)} not installed", cure)


def docker() -> Finding:
    """docker with a daemon that answers: a few labs build or run an image where there is one."""
    if shutil.which("docker") is None:
        return Finding("docker", "absent", "not found, wanted by labs that need it")
    if needs.missing("docker") is None:
        return Finding("docker", "ok", "its daemon answers")
    return Finding("docker", "absent", "the daemon does not answer", "start it, or labs that need it are skipped")


def gpu() -> Finding:
    """A GPU, which no lab needs at its defaults."""
    found = needs.gpus()
    return Finding("GPU", "ok", ", ".join(found)) if found else Finding("GPU", "absent", "none: labs run on the CPU")


def memory() -> Finding:
    """Memory that this process may use: the container's limit where there is one, else the machine's."""
    import psutil

    size = min(resources.memory_limit() or sys.maxsize, psutil.virtual_memory().total)
    found = f"{size / GIGABYTE:.1f} GB"
    if size >= 4 * GIGABYTE:
        return Finding("memory", "ok", found)
    if size >= 1.9 * GIGABYTE:
        return Finding("memory", "ok", f"{found}: run one lab at a time")
    return Finding("memory", "missing", found, "give it 2 GB: a lab takes up to 1.5 GB")


def cores() -> Finding:
    """CPU cores that this process may use."""
    return Finding("cores", "ok", str(resources.cores()))


def disk() -> Finding:
    """Room for the reports and the caches of the labs."""
    free = shutil.disk_usage(ROOT).free
    found = f"{free / GIGABYTE:.0f} GB free"
    if free >= 5 * GIGABYTE:
        return Finding("disk", "ok", found)
    return Finding("disk", "missing", found, "make room for 5 GB: reports, TFX pipelines and downloaded data")


def data_mirror() -> Finding:
    """Where SOURCE = "download" looks before it goes to the publisher."""
    mirror = os.environ.get("COURSELAB_DATA_MIRROR", "")
    if not mirror:
        return Finding("data mirror", "ok", "none set: downloads go to the publisher")
    if "://" in mirror or Path(mirror).is_dir():
        return Finding("data mirror", "ok", mirror)
    cure = "set COURSELAB_DATA_MIRROR to a folder or URL, or unset it"
    return Finding("data mirror", "missing", f"no folder {mirror}", cure)


def _first_line(command: list[str]) -> str:
    """Return the first line that a command prints, "" when it is not there, fails or takes too long."""
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10)
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return ""
    lines = answer.stdout.splitlines()
    return lines[0].strip() if answer.returncode == 0 and lines else ""


CHECKS: tuple[Callable[[], Finding], ...] = (
    python_version,
    uv,
    lock,
    kernels,
    fork,
    memory,
    cores,
    disk,
    bubblewrap,
    program("promtool", "prometheus", "by the monitoring lab"),
    program("g++", "g++", "to build the one package that comes as source"),
    chromium,
    servers,
    docker,
    gpu,
    data_mirror,
)
