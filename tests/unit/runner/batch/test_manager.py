"""A kernel counts as ready when it answers and its output is heard, and not before."""

import asyncio
from queue import Empty

import pytest

from courselab.runner.batch.manager import PromptClient, PromptManager

REPLY = {"msg_type": "kernel_info_reply", "content": {"protocol_version": "5.4"}}
OUTPUT = {"msg_type": "status"}


class Scripted(PromptClient):
    """A client whose kernel says what a test has written; None is silence, and so is all that comes after."""

    def script(self, shell=(), iopub=(), lives=True):
        self.shell, self.iopub, self.lives, self.asked = list(shell), list(iopub), lives, 0
        return self

    def kernel_info(self, **_):
        self.asked += 1

    async def get_shell_msg(self, **_):
        return self.next(self.shell)

    async def get_iopub_msg(self, **_):
        return self.next(self.iopub)

    async def is_alive(self):
        return self.lives

    def next(self, messages):
        message = messages.pop(0) if messages else None
        if message is None:
            raise Empty
        return message


def test_it_asks_once_where_the_answer_and_its_output_come():
    client = Scripted().script([REPLY], [OUTPUT, OUTPUT])
    asyncio.run(client.wait_for_ready(timeout=60))
    assert client.asked == 1


def test_it_asks_again_until_it_hears_output_too():
    client = Scripted().script([None, {"msg_type": "execute_reply"}, REPLY, REPLY], [None, OUTPUT])
    asyncio.run(client.wait_for_ready(timeout=60))
    assert client.asked == 4


@pytest.mark.parametrize(("lives", "timeout", "said"), [(False, 60, "died before"), (True, 0, "respond in 0 seconds")])
def test_a_kernel_that_died_or_takes_too_long_is_told_as_jupyter_client_tells_it(lives, timeout, said):
    with pytest.raises(RuntimeError, match=said):
        asyncio.run(Scripted().script(lives=lives).wait_for_ready(timeout=timeout))


def test_the_manager_makes_such_clients():
    assert type(PromptManager().client()) is PromptClient
