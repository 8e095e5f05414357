"""An error for a reader: one sentence with the cause and the cure, and no traceback under a notebook's cell."""

from __future__ import annotations


class Sentence(Exception):
    """An error whose message says all: IPython shows its name and the message, not the way the code took there."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]
