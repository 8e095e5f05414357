"""Real servers for labs: started on a free loopback port, ready when the `with` block begins, gone when it ends."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_WHERE = {
    "Missing": "environment",
    "ServiceFailed": "process",
    "label_studio": "labelling",
    "label_studio_ready": "labelling",
    "web_app": "web",
}
__all__ = ["Missing", "ServiceFailed", "label_studio", "label_studio_ready", "web_app"]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"courselab.services has no {name}")
    return getattr(import_module(f"courselab.services.{_WHERE[name]}"), name)
