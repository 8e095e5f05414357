"""One line that says what a slow start is doing: it updates in place, and leaves a single quiet line behind."""

from __future__ import annotations

import sys
import time

from courselab.ground import shell

WIDTH = 20
EVERY = 0.5  # seconds between two updates: a notebook keeps up, and an executed one stays small


def line(title: str, seconds: float, about: float) -> str:
    """Return the line to show `seconds` after the start of something that takes `about` seconds."""
    full = min(WIDTH, int(WIDTH * seconds / about)) if about > 0 else WIDTH
    return f"{title} [{'#' * full}{'.' * (WIDTH - full)}] {seconds:.0f} s of about {about:.0f} s"


class Waiting:
    """A start-up bar, on a terminal or in a notebook; silent where standard output is a file.

    Never writes to standard error, and its last line holds no time: an executed notebook is the same on every machine.
    """

    def __init__(self, title: str, about: float) -> None:
        self.title, self.about = title, about
        self._began = time.monotonic()
        self._shown = float("-inf")
        self._show = _notebook() or _terminal()

    def tick(self) -> None:
        """Show how far it is; call it as often as you like."""
        now = time.monotonic()
        if now - self._shown >= EVERY:
            self._shown = now
            self._show(line(self.title, now - self._began, self.about), False)

    def say(self, title: str, about: float) -> None:
        """Begin another part of the work, under its own title and length."""
        if title != self.title:
            self.title, self.about, self._began = title, about, time.monotonic()
        self._shown = float("-inf")
        self.tick()

    def done(self, text: str) -> None:
        """Replace the bar with its last line."""
        self._show(text, True)


def _notebook():
    """Return how to show a line under a notebook cell, or None outside one."""
    if not shell.in_notebook():
        return None
    from IPython.display import display

    handle = display({"text/plain": ""}, raw=True, display_id=True)
    return lambda text, last: handle.update({"text/plain": text}, raw=True)


def _terminal():
    """Return how to show a line that overwrites the one before, if standard output is a terminal."""
    if not sys.stdout.isatty():
        return lambda text, last: None
    return lambda text, last: print(f"\r\x1b[K{text}", end="\n" if last else "", flush=True)
