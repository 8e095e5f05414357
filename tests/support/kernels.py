"""A kernel with a client, as JupyterLab or papermill would have it."""

from jupyter_client.manager import KernelManager

from courselab.runner.kernels import client

PLAIN, KERAS = "courselab-plain", "courselab-keras"


class Kernel:
    """A kernel with a client, as JupyterLab or papermill would have it."""

    def __init__(self, name=PLAIN, **options):
        self.manager = KernelManager(kernel_name=name)
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
