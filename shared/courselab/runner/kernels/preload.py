"""Which modules each kernelspec has behind it when a notebook's first cell runs."""

from __future__ import annotations

import importlib
from collections.abc import Callable

# Not matplotlib_inline: its import ties figures to the IPython that runs at that moment, and the parent has none.
# The debugger comes with every kernel and costs half of its start; the last four are what a kernel imports on the way.
KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "argcomplete",
    "traitlets.config.argcomplete_config",
    "tornado.platform.asyncio",
    "IPython.core.completerlib",
)
PLAIN = ("numpy", "pandas", "sklearn", "sklearn.linear_model", "matplotlib.pyplot")
MODULES: dict[str, tuple[str, ...]] = {
    "courselab-plain": PLAIN,
    "courselab-keras": (*PLAIN, "tensorflow", "keras"),
    "courselab-legacy": (*PLAIN, "tensorflow", "tf_keras", "tensorflow_model_optimization"),
    "courselab-tfx": (
        *PLAIN,
        "tensorflow",
        "tf_keras",
        "tensorflow_data_validation",
        "tensorflow_transform",
        "tensorflow_transform.beam",
        "tensorflow_model_analysis",
        "tfx.v1",
        "apache_beam",
    ),
}


def preload(name: str, report: Callable[[int, int], None]) -> None:
    """Import what kernelspec `name` promises; `KeyError` for an unknown name, `ImportError` if one is not installed.

    `report` is called with (modules imported, all) before each.
    Only imports: no TensorFlow operation, no thread pool and no CUDA context may exist before a fork.
    """
    modules = KERNEL + MODULES[name]
    for done, module in enumerate(modules):
        report(done, len(modules))
        importlib.import_module(module)
    show_tables_as_a_notebook_does()


def show_tables_as_a_notebook_does() -> None:
    """Give pandas the width that it takes when a kernel imports it: it looks for one at import and finds none here."""
    pandas = importlib.import_module("pandas")
    pandas.set_option("display.max_columns", 20)


# CPU seconds that an ordinary kernel of each kernelspec spends on these imports, on the reference machine.
IMPORT_SECONDS = {"courselab-plain": 3.0, "courselab-keras": 11.0, "courselab-legacy": 13.0, "courselab-tfx": 25.0}
