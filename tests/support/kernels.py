"""A kernel with a client, as JupyterLab or papermill would have it."""

import tempfile

from jupyter_client.manager import KernelManager

from courselab.runner.kernels import client

PLAIN, KERAS = "courselab-plain", "courselab-keras"


class SocketManager(KernelManager):
    """Speaks over Unix sockets. A port is chosen before the kernel binds it, and any process beside may take it in
    between: an ordinary ipykernel whose iopub or heartbeat port is taken lives on and never answers."""

    def __init__(self, **settings):
        super().__init__(transport="ipc", **settings)
        self.folder = tempfile.TemporaryDirectory(prefix="k-", dir="/tmp")  # a socket's path may have 107 bytes
        self.connection_file = f"{self.folder.name}/k.json"

    async def _async_cleanup_resources(self, restart=False):
        await super()._async_cleanup_resources(restart)
        if not restart:
            self.folder.cleanup()


class Kernel:
    """A kernel with a client, as JupyterLab or papermill would have it."""

    def __init__(self, name=PLAIN, **options):
        self.manager = SocketManager(kernel_name=name)
        self.manager.start_kernel(**options)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=120)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    @property
    def launcher(self):
        return self.manager.provisioner.pid

    @property
    def pid(self):
        return client.kernel_pid(self.launcher)

    def run(self, code, timeout=60):
        """Run a cell; return what it printed, or the name of its exception."""
        printed = []

        def keep(message):
            content = message["content"]
            if message["msg_type"] == "stream":
                printed.append(content["text"])
            elif message["msg_type"] == "error":
                printed.append(content["ename"])

        self.client.execute_interactive(code, output_hook=keep, timeout=timeout)
        return "".join(printed).strip()
