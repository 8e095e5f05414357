"""The IPython shell around this code, if there is one; asking never imports IPython."""

from __future__ import annotations

import sys
from typing import Any


def running() -> Any | None:
    """Return the running IPython shell, or None in a plain interpreter."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def in_notebook() -> bool:
    """Return whether there is a kernel that can show rich output."""
    return hasattr(running(), "kernel")
