"""The fork servers that a batch needs: started before its labs, waited for while they make progress, counted apart."""

import os
import time
from collections.abc import Iterable

from courselab.ground import settings
from courselab.runner.kernels import launcher, preload, warming

# A kernel whose server was left for it to start (where memory holds one server only) waits this long for it.
PATIENCE_SECONDS = 240


class Servers:
    """Fork servers by kernelspec; a kernel that has none here (python3, or a cold run) is always ready."""

    def __init__(self, cold: bool = False):
        self.cold = cold
        self.waits: dict[str, warming.Wait] = {}
        self.began: dict[str, float] = {}
        self.starts: dict[str, warming.Start] = {}

    def begin(self, kernels: Iterable[str | None]) -> None:
        """Start the servers of these kernelspecs that have not been begun yet, as many as memory holds."""
        if self.cold or launcher.is_cold():
            return
        os.environ.setdefault(settings.KERNEL_PATIENCE, str(PATIENCE_SECONDS))
        for name in dict.fromkeys(kernels):
            if name is None or name not in preload.MODULES or name in self.began:
                continue
            if len(self.began) >= warming.capacity():
                break
            self.began[name] = time.monotonic()
            begun = warming.begin(name)
            if isinstance(begun, warming.Start):
                self.starts[name] = begun
            else:
                self.waits[name] = begun
        self.look()  # one that runs already took no time

    def look(self) -> None:
        """See which have become ready, and which will not."""
        for name, wait in list(self.waits.items()):
            start = warming.look(name, wait, warming.STILL_SECONDS)
            if start is not None:
                self.starts[name] = start
                del self.waits[name]

    def ready(self, kernel: str | None) -> bool:
        """Return whether a kernel of this kernelspec can be started now: warm, or as it can where its server failed."""
        return kernel not in self.waits

    def starting(self) -> dict[str, tuple[float, float]]:
        """Return {name: (seconds so far, share of its imports that is done)} of the servers that are not ready yet."""
        now = time.monotonic()
        return {name: (now - self.began[name], wait.share()) for name, wait in self.waits.items()}

    def seconds(self) -> dict[str, float]:
        """Return how long each server took to start; one that was ready before is not among them."""
        return {
            name: start.seconds for name, start in self.starts.items() if not start.problem and start.seconds >= 0.5
        }

    def problems(self) -> list[str]:
        """Return a sentence for each server that could not be started: its labs ran on ordinary kernels."""
        return [
            f"{start.problem}; its labs run on ordinary kernels." for start in self.starts.values() if start.problem
        ]
