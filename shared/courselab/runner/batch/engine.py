"""The papermill engine that weighs: `papermill --engine courselab in.ipynb out.ipynb`.

papermill loads this module through its entry point, so `import papermill` must come before an import of it.
"""

import contextlib
import json
import signal
import subprocess
import tempfile

from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger
from papermill.utils import remove_args

from courselab.runner.batch.meter import Meter
from courselab.runner.catalog import FOREIGN_BUDGET
from courselab.runner.kernels import kernelspecs
from courselab.runner.kernels.client import kernel_pid

# Much output on a busy machine comes late; the default of 4 s would call that an error.
IOPUB_SECONDS = 60
LONGEST_TEMPORARY = 70


class MeteredClient(PapermillNotebookClient):
    """Executes a notebook under a meter; a kernel that dies becomes an error output in the cell it died in."""

    def __init__(self, nb_man, meter: Meter, **settings):
        super().__init__(nb_man, **settings)
        self.meter = meter
        self.exit_status: int | None = None
        self.on_cell_start = self.note_cell

    def note_cell(self, cell, cell_index: int) -> None:
        """Remember which cell runs."""
        self.meter.index = cell_index

    def create_kernel_manager(self):
        """Return a kernel manager that speaks over Unix sockets: kernels started together cannot take one port."""
        manager = super().create_kernel_manager()
        manager.kernel_spec_manager = kernelspecs.manager()
        manager.transport = "ipc"
        manager.connection_file = f"{self.sockets}/k.json"
        return manager

    def papermill_execute_cells(self) -> None:
        """Execute the cells while the meter runs."""
        launcher = self.km.provisioner.pid
        self.meter.start(kernel_pid(launcher), launcher)
        try:
            super().papermill_execute_cells()
        except DeadKernelError:
            self.exit_status = self.last_status()
            raise
        finally:
            self.meter.stop()

    def last_status(self) -> int | None:
        """Return the exit status of the dead kernel's process (negative: a signal), or None if it is not known."""
        process = getattr(self.km.provisioner, "process", None)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(timeout=2) if process else None
        return None

    def process_message(self, msg, cell, cell_index):
        """Count what a cell puts out; what comes after a breach is dropped."""
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "update_display_data", "error"):
            self.meter.count_output(size_of(msg["content"]))
            if self.meter.breach:
                return None
        return super().process_message(msg, cell, cell_index)

    def execute(self, **kwargs):
        """Execute the notebook; a death of the kernel is put down in the cell where it happened."""
        # A socket's path may have 107 bytes, and a temporary folder may lie deep.
        place = "/tmp" if len(tempfile.gettempdir()) > LONGEST_TEMPORARY else None
        with tempfile.TemporaryDirectory(prefix="k-", dir=place) as self.sockets:
            try:
                return super().execute(**kwargs)
            except DeadKernelError:
                self.bury()
        return self.nb

    def bury(self) -> None:
        """Append an error output that says why the kernel died, and mark the cell as failed."""
        breach = self.meter.breach
        index = breach.index if breach else self.meter.index
        name, message = (breach.name, breach.message) if breach else ("KernelDied", obituary(self.exit_status))
        cell = self.nb.cells[index]
        cell.outputs.append(new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"]))
        self.nb_man.cell_exception(cell, cell_index=index)


def size_of(content: dict) -> int:
    """Return the size in bytes of a message's content, as JSON counts it."""
    return len(content["text"]) if "text" in content else len(json.dumps(content, default=str))


def obituary(status: int | None) -> str:
    """Return how a kernel ended, in words; status as subprocess gives it."""
    if status is None:
        return "the kernel died"
    if status < 0:
        return f"the kernel was killed ({signal.Signals(-status).name})"
    return f"the kernel ended itself with exit status {status}"


class MeteredEngine(NBClientEngine):
    """papermill's own engine with a meter; the budget stands in the notebook's metadata (`courselab.budget`)."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, *, meter=None, start_timeout=60, execution_timeout=None,
                                 **settings):  # fmt: skip
        """Execute the notebook that `nb_man` holds; `meter` is the caller's, to read afterwards."""
        budget = {**FOREIGN_BUDGET, **nb_man.nb.metadata.get("courselab", {}).get("budget", {})}
        settings = remove_args(["input_path", "timeout", "startup_timeout"], **settings)
        settings.setdefault("iopub_timeout", IOPUB_SECONDS)
        client = MeteredClient(
            nb_man,
            meter or Meter(budget),
            kernel_name=kernel_name,
            startup_timeout=start_timeout,
            timeout=execution_timeout,
            log=logger,
            **settings,
        )
        return client.execute()
