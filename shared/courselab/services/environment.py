"""Servers that cannot live beside the labs: each is a locked project of its own in `shared/services/<name>`."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from courselab.ground.project import ROOT, SERVICES, UV
from courselab.services.child import finish
from courselab.services.process import ServiceFailed

# Variables that would send `uv sync` to another project, environment or interpreter than the one asked for.
# `make` exports UV_PROJECT_ENVIRONMENT: with it, the server would be installed over the labs' own environment.
MISLEADING = frozenset(
    {
        "VIRTUAL_ENV",
        "CONDA_PREFIX",
        "PYTHONHOME",
        "PYTHONPATH",
        "UV_PYTHON",
        "UV_PROJECT",
        "UV_WORKING_DIR",
        "UV_WORKING_DIRECTORY",
        "UV_PROJECT_ENVIRONMENT",
        "UV_SYSTEM_PYTHON",
        "UV_LOCKED",
        "UV_NO_SYNC",
        "UV_NO_DEV",
    }
)


class Missing(ServiceFailed):
    """A server is not installed, and could not be; the sentence names the command that installs it."""


@dataclass(frozen=True)
class Environment:
    """The locked environment of one server.

    Args:
        name: folder below `shared/services` that holds its `pyproject.toml` and `uv.lock`.
        services: the folder of all such projects.
        own_uv: the uv that `make` installs, for where there is none on PATH.
    """

    name: str
    services: Path = SERVICES
    own_uv: Path = UV

    @property
    def title(self) -> str:
        """What people call it: "Label Studio" for label-studio."""
        return self.name.replace("-", " ").title()

    @property
    def project(self) -> Path:
        """Folder of the locked project."""
        return self.services / self.name

    @property
    def folder(self) -> Path:
        """Folder of the installed environment, which git ignores."""
        return self.project / ".venv"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def lock_digest(self) -> str:
        """First 16 hexadecimal digits of the lock's SHA-256: another lock, another environment."""
        return hashlib.sha256((self.project / "uv.lock").read_bytes()).hexdigest()[:16]

    @property
    def ready(self) -> bool:
        """Whether everything in the lock is installed (not half of it, and not an older lock)."""
        return (self.project / "uv.lock").is_file() and self._marker.is_file() and self.python.exists()

    @property
    def command(self) -> str:
        """What a person types, in the course's root folder, to install it."""
        folder = self.project.relative_to(ROOT) if self.project.is_relative_to(ROOT) else f"shared/services/{self.name}"
        return f"uv sync --frozen --project {folder}"

    def uv(self) -> str | None:
        """Return the uv to install with: the one on PATH, else the one that `make` puts into `.tools`."""
        return shutil.which("uv") or (str(self.own_uv) if os.access(self.own_uv, os.X_OK) else None)

    def install(self, tick: Callable[[], object] = lambda: None) -> None:
        """Install the lock, calling `tick` meanwhile; uv sees to it that two who ask at once do not meet.

        Raises:
            Missing: without the project, without uv, or when uv fails.
        """
        if not (self.project / "uv.lock").is_file():
            raise Missing(
                f"{self.title} is not installed and {self.project} is not there: work in a copy of the whole "
                f"course and type '{self.command}' in it."
            )
        uv = self.uv()
        if uv is None:
            raise Missing(
                f"{self.title} is not installed, and neither is uv: type 'make setup' in the course's root "
                f"folder, then '{self.command}'."
            )
        environment = {key: value for key, value in os.environ.items() if key not in MISLEADING}
        environment["UV_PROJECT_ENVIRONMENT"] = str(self.folder)
        command = [uv, "sync", "--frozen", "--project", str(self.project), "--python", sys.executable]
        code, log = finish(command, cwd=self.project, env=environment, tick=tick)
        if code:
            raise Missing(
                f"{self.title} is not installed, and installing it failed: with a network connection, type "
                f"'{self.command}' in the course's root folder.",
                log,
            )
        self._marker.touch()

    @property
    def _marker(self) -> Path:
        return self.folder / f".ready-{self.lock_digest}"


def known() -> list[Environment]:
    """Every server with a locked project of its own, by name."""
    return [Environment(name) for name in sorted(lock.parent.name for lock in SERVICES.glob("*/uv.lock"))]


def main() -> None:
    """Install what is not installed yet; a server that cannot be is one sentence, for its lab runs without it too."""
    for environment in known():
        if environment.ready:
            continue
        print(f"Installing {environment.title} into {os.path.relpath(environment.folder)} ...", flush=True)
        try:
            environment.install()
        except Missing as missing:
            print(str(missing).splitlines()[0])


if __name__ == "__main__":
    main()
