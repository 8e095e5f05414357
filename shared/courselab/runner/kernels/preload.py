"""Which modules each kernelspec has behind it when a notebook's first cell runs."""

import importlib

# Not matplotlib_inline: its import ties figures to the IPython that runs at that moment, and the parent has none.
KERNEL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell")
PLAIN = ("numpy", "pandas", "sklearn", "sklearn.linear_model", "matplotlib.pyplot")
MODULES = {
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


def preload(name):
    """Import what kernelspec `name` promises; `KeyError` for an unknown name, `ImportError` if one is not installed.

    Only imports: no TensorFlow operation, no thread pool and no CUDA context may exist before a fork.
    """
    for module in KERNEL + MODULES[name]:
        importlib.import_module(module)
    show_tables_as_a_notebook_does()


def show_tables_as_a_notebook_does():
    """Give pandas the width that it takes when a kernel imports it: it looks for one at import and finds none here."""
    pandas = importlib.import_module("pandas")
    pandas.set_option("display.max_columns", 20)
