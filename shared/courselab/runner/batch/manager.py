"""Starts and ends a batch's kernels as jupyter_client does, without the fixed waits that double a small one."""

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from traitlets import Type

ANSWER_SECONDS = 1.0  # then the kernel is asked again, if it lives
OUTPUT_SECONDS = 0.2
POLL_SECONDS = 0.01


class PromptClient(AsyncKernelClient):
    """Ready at the kernel's answer. jupyter_client then listens for 0.2 s more, to throw away what may still come;
    nbclient passes over every message that is not the running cell's."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and its output is heard; RuntimeError if it died or after `timeout` seconds."""
        deadline = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not await self._answers():
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answers(self) -> bool:
        """Ask the kernel once; an answer whose output is not heard does not count: we were not subscribed yet."""
        self.kernel_info()
        try:
            reply: Any = await self.get_shell_msg(timeout=ANSWER_SECONDS)
            if reply["msg_type"] != "kernel_info_reply":
                return False
            await self.get_iopub_msg(timeout=OUTPUT_SECONDS)
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True


class PromptManager(AsyncKernelManager):
    """Sees within a hundredth of a second, not a tenth, that a kernel which was told to end has ended."""

    client_class = f"{__name__}.PromptClient"
    client_factory = Type(klass=PromptClient)

    async def _async_wait(self, pollinterval: float = POLL_SECONDS) -> None:
        await super()._async_wait(min(pollinterval, POLL_SECONDS))
