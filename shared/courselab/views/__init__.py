"""Pictures for notebooks: each function returns a `View`, a figure with the same facts in words.

The functions stand in modules of their own, loaded on first use: `from courselab import views` costs nothing.
"""

from __future__ import annotations

import importlib

# No module is named like its function: importing a module would put it in the function's place.
_HOME = {
    "View": "view",
    "statistics": "feature_statistics",
    "schema": "schema_table",
    "anomalies": "anomaly_table",
    "curves": "training",
    "scenes": "images",
    "grid": "images",
    "confusion": "confusion_matrix",
    "tags": "error_tags",
    "windows": "stream_windows",
    "lineage": "lineage_graph",
    "pipeline": "pipeline_run",
    "scores": "spread",
    "transformed": "transformation",
    "tally": "spread",
    "intervals": "estimation",
    "growth": "estimation",
    "directions": "compass_rose",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"courselab.views has no {name!r}; it has {', '.join(sorted(_HOME))}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(_HOME)
