"""For every test: one thread a library, quiet logs, pictures without a screen."""

import os
import signal
from pathlib import Path

import pytest

QUIET = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "MPLBACKEND": "agg",
}
# Set before any test module is imported: the libraries read these once, at import. Servers and kernels inherit them.
os.environ.update(QUIET)
# A test run in the background ignores Ctrl-C, and all that it starts would too: here it means what it means to people.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return Path(__file__).resolve().parents[1]
