"""A web app that a lab wrote as a module, served by uvicorn in a process of its own. Taught in c1w1-lab1."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from courselab.services.port import HOST
from courselab.services.process import Service, ServiceFailed


class WebApp(Service):
    """uvicorn with one ASGI app; see `web_app`."""

    final_refusals = frozenset({404, 405})  # uvicorn answers only when the app is complete: it has no such route
    cure = 'give the app a route "/health" that answers 200, or a longer timeout if it needs one'

    def __init__(self, target: str | Path, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.target, folder = _module_target(target, self.cwd)
        self.cwd = folder
        self.name = self.target

    def command(self, port: int) -> Sequence[str]:
        """Return uvicorn's command line."""
        return (
            sys.executable,
            "-m",
            "uvicorn",
            self.target,
            "--host",
            HOST,
            "--port",
            str(port),
            "--log-level",
            "warning",
            "--app-dir",
            str(self.cwd),
        )


def web_app(
    target: str | Path, *, cwd: str | Path | None = None, env: Mapping[str, str] | None = None, timeout: float = 30.0
) -> WebApp:
    """Serve "module:app", or a Python file whose app is called `app`, on a free loopback port.

    `cwd`: the folder of the module (default: the working directory); `env` is added to the environment; `timeout`:
    seconds until "/health" must answer 200, not counting those in which the app computes before it listens.
    Use it as `with web_app("service:app") as app:` and call `app.url`.
    Raises ServiceFailed with the cause and the last lines of the server's log.
    """
    return WebApp(target, cwd=cwd, env=env, timeout=timeout)


def _module_target(target: str | Path, cwd: Path) -> tuple[str, Path]:
    """Return ("module:app", folder) of "module:app", "folder/module.py" or "folder/module.py:app"."""
    place, _, app = str(target).partition(":")
    if not place.endswith(".py"):
        if not app:
            raise ServiceFailed(f'"{target}" names no app: write "{place or "module"}:app".')
        return f"{place}:{app}", cwd
    file = (cwd / place).resolve()
    if not file.is_file():
        raise ServiceFailed(f"There is no file {place} in {cwd}: write the module first, or give its folder as cwd.")
    return f"{file.stem}:{app or 'app'}", file.parent
