"""Executes a notebook's cells under a meter, and says why a kernel ended that should not have.

On nbclient alone: papermill's import takes longer than a small notebook. Its engine, for papermill itself, is `engine`.
"""

import contextlib
import json
import signal
import subprocess
import tempfile
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output

from courselab.runner import notebook
from courselab.runner.batch.manager import PromptManager
from courselab.runner.batch.meter import Meter
from courselab.runner.kernels import kernelspecs
from courselab.runner.kernels.client import kernel_pid

LONGEST_TEMPORARY = 70
# Much output on a busy machine comes late; the default of 4 s would call that an error.
IOPUB_SECONDS = 60
EXPECTED = "raises-exception"


class MeteredClient(NotebookClient):
    """Executes a notebook under a meter up to its first error, which stands in the outputs of its cell.

    A limit that is met, a kernel that dies, a cell that takes too long and one that fails without a word become error
    outputs too. The notebook's own `metadata.execution` is honoured: `timeout` (seconds a cell) and `allow_errors`.
    """

    def __init__(self, nb: NotebookNode, meter: Meter, **settings: Any):
        own = nb.metadata.get("execution", {})
        settings.setdefault("iopub_timeout", IOPUB_SECONDS)
        settings.setdefault("allow_errors", bool(own.get("allow_errors", False)))
        settings["timeout"] = settings.get("timeout") or own.get("timeout")
        super().__init__(nb, interrupt_on_timeout=True, kernel_manager_class=PromptManager, **settings)
        self.meter = meter
        self.exit_status: int | None = None
        self.asked_to_exit = False
        self.timed_out = False
        self.sockets = ""

    def create_kernel_manager(self) -> Any:
        """Return a kernel manager that speaks over Unix sockets: kernels started together cannot take one port."""
        manager = super().create_kernel_manager()
        manager.kernel_spec_manager = kernelspecs.manager()
        manager.transport = "ipc"
        manager.connection_file = f"{self.sockets}/k.json"
        return manager

    async def async_start_new_kernel_client(self) -> Any:
        """Wait until the kernel answers, and begin to weigh it."""
        made = await super().async_start_new_kernel_client()
        provisioner: Any = self.km.provisioner if self.km else None
        self.meter.start(kernel_pid(provisioner.pid), provisioner.pid)
        return made

    async def async_execute_cell(self, cell: NotebookNode, cell_index: int, *arguments: Any, **settings: Any) -> Any:
        """Execute a cell unless an earlier one called `exit()`; one that was to raise and did not is an error."""
        self.meter.cell(cell_index, len(self.nb.cells))
        if self.asked_to_exit:
            return cell
        try:
            done = await super().async_execute_cell(cell, cell_index, *arguments, **settings)
        except DeadKernelError:
            self.exit_status = self.last_status()  # now: the way out forgets the process
            raise
        if missed_its_error(done):
            self.put_down("NotRaised", f"the cell is tagged {EXPECTED}, and raised nothing")
            raise CellExecutionError("", "NotRaised", "")
        return done

    async def _check_raise_for_error(self, cell: NotebookNode, cell_index: int, exec_reply: Any) -> None:
        payload = exec_reply["content"].get("payload", []) if exec_reply else []
        self.asked_to_exit = any(each.get("source") == "ask_exit" for each in payload)  # `exit()`: the kernel goes now
        await super()._check_raise_for_error(cell, cell_index, exec_reply)

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> Any:
        self.timed_out = True  # the kernel is interrupted next, which looks as if a person had done so
        return await super()._async_handle_timeout(timeout, cell)

    def process_message(self, msg: dict, cell: NotebookNode, cell_index: int) -> Any:
        """Count what a cell puts out; what comes after a limit was met is dropped."""
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "update_display_data", "error"):
            self.meter.count_output(size_of(msg["content"]))
            if self.meter.exceeded:
                return None
        return super().process_message(msg, cell, cell_index)

    def execute(self, **kwargs: Any) -> NotebookNode:
        """Execute the notebook and return it. Raises only for what is no cell's doing."""
        # A socket's path may have 107 bytes, and a temporary folder may lie deep.
        place = "/tmp" if len(tempfile.gettempdir()) > LONGEST_TEMPORARY else None
        with tempfile.TemporaryDirectory(prefix="k-", dir=place) as self.sockets:
            try:
                super().execute(**kwargs)
            except CellExecutionError:
                self.explain()
            except CellTimeoutError:
                self.put_down("CellTimeout", too_long(self.timeout))
            except DeadKernelError:
                self.explain_death()
            else:
                self.explain_limit()  # output may be weighed when the cell that made it has ended
            finally:
                self.meter.stop()
        return self.nb

    def explain(self) -> None:
        """Put down why the running cell failed where its own outputs do not say it."""
        cell = self.nb.cells[self.meter.index]
        if self.timed_out:
            self.put_down("CellTimeout", too_long(self.timeout))
        elif not any(output.output_type == "error" for output in cell.outputs):
            self.put_down("CellExecutionError", last_words(cell))

    def explain_death(self) -> None:
        """Put down why the kernel died: by a limit, by `exit()`, which needs no word, or by itself."""
        if not self.explain_limit() and not self.asked_to_exit:
            self.put_down("KernelDied", death(self.exit_status))

    def explain_limit(self) -> bool:
        """Put down which limit was met, if one was; return whether."""
        met = self.meter.exceeded
        if met:
            self.put_down(met.name, met.message, met.index)
        return met is not None

    def last_status(self) -> int | None:
        """Return the exit status of the dead kernel's process (negative: a signal), or None if it is not known."""
        process = getattr(self.km.provisioner, "process", None) if self.km else None
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(timeout=2) if process else None
        return None

    def put_down(self, name: str, message: str, index: int | None = None) -> None:
        """Put an error output at the head of a cell's: the running cell's unless told."""
        cell = self.nb.cells[self.meter.index if index is None else index]
        error = new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])
        cell.outputs.insert(0, error)


def missed_its_error(cell: NotebookNode) -> bool:
    """Return whether a cell that was executed should have raised and did not."""
    ran = cell.cell_type == "code" and cell.source.strip() and cell.get("execution_count") is not None
    tags = notebook.tags(cell)
    if not ran or EXPECTED not in tags or "skip-execution" in tags:
        return False
    return not any(output.output_type == "error" for output in cell.outputs)


def last_words(cell: NotebookNode) -> str:
    """Return what a cell that failed without an error output said last, or its first line of source."""
    texts = [output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stderr"]
    lines = [line.strip() for line in notebook.plain("".join(texts)).splitlines() if line.strip()]
    return lines[-1] if lines else f"it failed without a word: {cell.source.splitlines()[0]}"


def too_long(seconds: float | None) -> str:
    """Return the sentence for a cell that ran longer than its notebook allows."""
    return f"it took more than the {seconds} s that the notebook allows a cell (execution.timeout in its metadata)"


def size_of(content: dict) -> int:
    """Return the size in bytes of a message's content, as JSON counts it."""
    return len(content["text"]) if "text" in content else len(json.dumps(content, default=str))


def death(status: int | None) -> str:
    """Return how a kernel ended, in words; status as subprocess gives it."""
    if status is None:
        return "the kernel died"
    if status < 0:
        return f"the kernel was killed ({signal.Signals(-status).name})"
    return f"the kernel ended itself with exit status {status}"
