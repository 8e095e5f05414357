"""`two_kernels.py KERNELSPEC FILE`: run a file in two warm kernels and a cold one, and print what each printed last.

A program of its own, so that a test can start it as `nice`, `taskset` or `setpriv` would have it.
"""

import json
import os
import sys
from pathlib import Path

from kernels import SocketManager


def last_line(name, code, **environment):
    manager = SocketManager(kernel_name=name)
    manager.start_kernel(env={**os.environ, **environment})
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=180)
        printed = []

        def keep(message):
            if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
                printed.append(message["content"]["text"])
            elif message["msg_type"] == "error":
                raise RuntimeError("\n".join(message["content"]["traceback"]))

        client.execute_interactive(code, output_hook=keep, timeout=180, allow_stdin=False)
        return "".join(printed).strip().rpartition("\n")[2]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    name, code = sys.argv[1], Path(sys.argv[2]).read_text()
    warm = [last_line(name, code, KERNEL_NUMBER=str(number)) for number in range(2)]
    print(json.dumps([*warm, last_line(name, code, KERNEL_NUMBER="2", COURSELAB_COLD="1")]))
