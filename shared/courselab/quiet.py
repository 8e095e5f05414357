"""Keeps library chatter out of notebooks, and leaves every warning that the learner's own code causes.

What an ordinary kernel shows in red without this module (TensorFlow 2.16, TFX 1.16, Beam 2.72), and what removes it:

* `import tensorflow`: oneDNN, CUDA stub, cuFFT/cuDNN/cuBLAS, CPU features, TF-TRT. C++ log lines, read from
  `TF_CPP_MIN_LOG_LEVEL` when the library is loaded, so only the environment helps.
* `import tensorflow_data_validation`, `import tfx.v1`: FutureWarnings of google.api_core and google.cloud.aiplatform
  about Python and package versions; a root-logger line of Beam about crcmod.
* running TFDV, TFT, Beam, TFX, `model.save`: INFO and WARNING of the loggers tensorflow, absl and apache_beam.
* running any Beam pipeline in a notebook: a script that fetches jQuery from the network.
* a TFX component with a module file: the output of `setup.py bdist_wheel` and `pip install`.
* a TFLite conversion: C++ lines about two options that it ignores, and about types that one asked for; the first
  interpreter: a line about the delegate that it uses.

`ENVIRONMENT` is for whoever starts a kernel; `install` is for the kernel itself. Neither imports a library.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import re
import subprocess
import sys
import tempfile
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

# Modules whose own FutureWarnings speak to package maintainers. Exact names: nothing of the learner's can match.
NOISY_MODULES = (
    "google.api_core._python_version_support",
    "google.cloud.aiplatform.models",
)

# Packages that log on the root logger; everybody else's root-level lines pass.
NOISY_PACKAGES = ("apache_beam", "tfx", "tfx_bsl", "ml_metadata", "tensorflow_transform", "tensorflow_data_validation")

ENVIRONMENT: dict[str, str] = {
    "TF_CPP_MIN_LOG_LEVEL": "3",  # below FATAL; a TensorFlow error still arrives as a Python exception
    "GRPC_VERBOSITY": "ERROR",  # fork notices of TensorFlow Serving and label clients
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",  # TFX calls pip for each module file
    "PYTHONWARNINGS": ",".join(f"ignore::FutureWarning:{module}" for module in NOISY_MODULES),
}

# Written to standard error in C++, past every filter of Python.
TFLITE_CHATTER = re.compile(
    rb"tf_tfl_flatbuffer_helpers\.cc|^fully_quantize: |before absl::InitializeLog|^INFO: Created .*XNNPACK"
)


class LibraryChatter(logging.Filter):
    """Stops root-logger lines below ERROR that come from a file of `NOISY_PACKAGES`."""

    _source = re.compile(rf"[/\\]site-packages[/\\]({'|'.join(NOISY_PACKAGES)})[/\\]")

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.ERROR or not self._source.search(record.pathname)


def install() -> None:
    """Quiet what is imported and what will be; call it before the heavy imports and again after them.

    Safe to call any number of times. Changes the process: environment variables that are not yet set, targeted
    warning filters, levels of three loggers, and one function each of Beam and TFX if they are imported.
    """
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    for module in NOISY_MODULES:
        warnings.filterwarnings("ignore", category=FutureWarning, module=re.escape(module) + r"\Z")
    root = logging.getLogger()
    if not any(isinstance(each, LibraryChatter) for each in root.filters):
        root.addFilter(LibraryChatter())
    _raise_log_levels()
    _keep_beam_off_the_network()
    _capture_module_builds()
    _filter_tflite()


def _raise_log_levels() -> None:
    """Set the loggers tensorflow, absl and apache_beam to ERROR; a learner's later choice of level wins."""
    logging.getLogger("apache_beam").setLevel(logging.ERROR)
    # TensorFlow sets its level to INFO when its logger is first asked for, and absl replaces the logger class:
    # both must have made their own logger before a level can stay.
    if tensorflow := sys.modules.get("tensorflow"):
        tensorflow.get_logger().setLevel(logging.ERROR)
    if absl_logging := sys.modules.get("absl.logging"):
        absl_logging.set_verbosity(absl_logging.ERROR)


def _keep_beam_off_the_network() -> None:
    """Stop Beam from showing the script that loads jQuery from a content network at the first pipeline."""
    if "apache_beam" not in sys.modules:
        return
    from apache_beam.runners.interactive import interactive_environment

    beam: Any = interactive_environment.InteractiveEnvironment
    beam.load_jquery_with_datatable = lambda self: None


def _capture_module_builds() -> None:
    """Make TFX's wheel builds silent unless they fail; then all of their output is printed."""
    builder: Any = sys.modules.get("tfx.components.util.udf_utils")
    if builder:
        builder.subprocess = types.SimpleNamespace(
            check_call=_check_call, CalledProcessError=subprocess.CalledProcessError
        )


def _check_call(command: list[str], **options: Any) -> int:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        raise subprocess.CalledProcessError(done.returncode, command, output=done.stdout)
    return 0


def _filter_tflite() -> None:
    """Make TFLite silent about what it says at each conversion and first interpreter; other lines and errors pass."""
    module = sys.modules.get("tensorflow.lite.python.lite")
    for owner in vars(module).values() if module else ():
        methods = vars(owner) if isinstance(owner, type) and owner.__module__.startswith("tensorflow.lite.") else {}
        for name in {"convert", "allocate_tensors"} & set(methods):
            if not hasattr(methods[name], "__wrapped_by_quiet__"):
                setattr(owner, name, _filtered(methods[name]))


def _filtered(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def quietly(*arguments: Any, **options: Any) -> Any:
        with warnings.catch_warnings(), filtered_stderr(TFLITE_CHATTER):
            warnings.filterwarnings("ignore", message="Statistics for quantized inputs were expected")
            return method(*arguments, **options)

    quietly.__wrapped_by_quiet__ = True  # type: ignore[attr-defined]
    return quietly


@contextlib.contextmanager
def filtered_stderr(chatter: re.Pattern[bytes]) -> Iterator[None]:
    """Hold back what is written to standard error, by C++ too, and let pass at the end all but lines of `chatter`."""
    kept = os.dup(2)
    with tempfile.TemporaryFile() as heard:
        os.dup2(heard.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            heard.seek(0)
            for line in heard:
                if not chatter.search(line):
                    os.write(2, line)
