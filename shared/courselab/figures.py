"""A lab's key figures and claims: what came out, what should, whether it did. Every lab records some in its last cell.

This is the contract between a notebook and the runner: `record` shows one table whose machine-readable part (`MIME`)
the runner reads back, judges the lab by and puts into its report.
"""

from __future__ import annotations

import html
import math
import numbers
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from courselab.ground import shell

MIME = "application/vnd.courselab.figures+json"
HEAD = ("figure", "value", "expected", "ok")
Value = bool | int | float | str


@dataclass(frozen=True)
class Figure:
    """A key figure of a lab: what came out, what should, and whether it did.

    `expected` is None for a figure that is only measured. `ok` is False for NaN and infinity whatever is expected.
    `held` is set for a claim: in how many seeds of the spread it held, as "10 of 10".
    """

    name: str
    value: Value | None
    expected: Value | None = None
    tolerance: float | None = 0.0
    ok: bool = True
    held: str | None = None

    def entry(self) -> dict[str, object]:
        """Return the figure as JSON has it; a value that is not finite as text, `held` for claims alone."""
        entry = asdict(self)
        if isinstance(self.value, float) and not math.isfinite(self.value):
            entry["value"] = str(self.value)
        if self.held is None:
            del entry["held"]
        return entry

    @property
    def wanted(self) -> str:
        """What was expected, in words: "0.62 ± 0.05", "held in 8 of 10", or nothing."""
        if self.held is not None:
            return f"held in {self.held}"
        if self.expected is None:
            return ""
        return number(self.expected) + (f" ± {number(self.tolerance)}" if self.tolerance else "")

    @property
    def shown(self) -> str:
        """The value in words: four significant digits; a claim holds, or does not."""
        return ("holds" if self.value else "does not hold") if self.held is not None else number(self.value)

    @property
    def verdict(self) -> str:
        """The judgement in words: "as expected", "off", or "measured" where nothing is expected."""
        return "off" if not self.ok else "as expected" if self.expected is not None else "measured"

    @property
    def complaint(self) -> str:
        """The sentence for a figure that is off: "recall is 0.41, expected 0.62 ± 0.05"."""
        if self.held is not None:
            return f'the claim "{self.name}" does not hold ({self.wanted} seeds)'
        return f"{self.name} is {self.shown}, expected {self.wanted}"


_claims: dict[str, Figure] = {}


def near(value: object, expected: object = None, tolerance: float = 0.0, *, when: bool = True) -> Figure:
    """Judge one figure: `ok` when it lies within `tolerance` (absolute, same unit) of `expected`.

    Texts and booleans are compared for equality. Without `expected`, or where `when` is False (the expectation is for
    other parameters, such as another SCALE), the figure is only measured. Takes Python and numpy numbers, one-element
    arrays and tensors.

    Raises: TypeError for anything that is not one number, boolean or text; ValueError for a useless expectation.
    """
    measured = plain(value)
    wanted = None if expected is None or not when else plain(expected)
    if not (math.isfinite(tolerance) and tolerance >= 0):
        raise ValueError(f"tolerance must be a finite number of at least 0, not {tolerance!r}")
    if isinstance(wanted, float) and not math.isfinite(wanted):
        raise ValueError(f"expected must be finite, not {wanted!r}: leave it out to measure only")
    return Figure("", measured, wanted, float(tolerance), is_near(measured, wanted, tolerance))


def claim(sentence: str, holds: object, held: str = "10 of 10", *, when: bool = True) -> bool:
    """Judge a sentence that compares ("distillation helps"); `record` shows it among the figures. Returns `holds`.

    `held` is in how many seeds of the lab's spread it held, as `courselab spread` counted (a contract test compares).
    A claim that held in all of them is off where it fails; one that did not is only measured: prose must say so too.
    Where `when` is False (the count is for other parameters, such as another SCALE), it is only measured as well.

    Raises: TypeError unless `holds` is one boolean; ValueError for a count that is not like "10 of 10".
    """
    value = plain(holds)
    if not isinstance(value, bool):
        raise TypeError(f"a claim holds or does not: give True or False, not {value!r}")
    count, word, of = held.partition(" of ")
    if not (word and count.isdecimal() and of.isdecimal() and 0 <= int(count) <= int(of)):
        raise ValueError(f'held counts the seeds of the spread, as in "10 of 10", not {held!r}')
    always = when and count == of
    _claims[sentence] = Figure(sentence, value, True if always else None, 0.0, value or not always, held)
    return value


def forget_claims() -> None:
    """Forget the claims made so far: a lab that starts again makes its own."""
    _claims.clear()


def record(**figures: Figure) -> None:
    """Show the lab's key figures, and the claims made before, as one table that the runner reads back and judges.

    Never raises for a figure that is off. A value that is not finite stands in the machine-readable part as text.

    Raises: TypeError when a figure was not made by `near`; ValueError without figures.
    """
    if not figures and not _claims:
        raise ValueError("record() needs at least one figure: lab.record(accuracy=lab.near(accuracy, 0.91, 0.02))")
    for name, figure in figures.items():
        if not isinstance(figure, Figure):
            raise TypeError(f"{name} is {type(figure).__name__}: write {name}=lab.near(value, expected, tolerance)")
    named = [*(replace(figure, name=name) for name, figure in figures.items()), *_claims.values()]
    rows = [(figure.name, figure.shown, figure.wanted, figure.verdict) for figure in named]
    show({"text/plain": text_table(rows), "text/html": html_table(rows), MIME: [each.entry() for each in named]})


def number(value: object) -> str:
    """Return a figure as a person writes it: four significant digits."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def plain(value: object) -> Value:
    """Return one number, boolean or text as Python has it. Raises TypeError for anything else."""
    for method in ("numpy", "item"):  # tensors, then numpy scalars and one-element arrays
        if hasattr(value, method) and getattr(value, "size", 1) == 1:
            value = getattr(value, method)()
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real) or type(value).__name__ == "Decimal":
        return float(value)  # type: ignore[arg-type]
    raise TypeError(f"a figure is one number, boolean or text, not {type(value).__name__}")


def is_near(value: Value, expected: Value | None, tolerance: float) -> bool:
    """Return whether a value is what is expected: texts and booleans exactly, numbers within the tolerance."""
    if isinstance(value, float) and not math.isfinite(value):
        return False
    if expected is None:
        return True
    if isinstance(value, (bool, str)) or isinstance(expected, (bool, str)):
        return type(value) is type(expected) and value == expected
    off = abs(value - expected)
    # 0.80 - 0.75 is a hair above 0.05 in binary; a figure on the edge is inside.
    return off <= tolerance or math.isclose(off, tolerance, rel_tol=1e-9)


def text_table(rows: Sequence[tuple[str, ...]]) -> str:
    """Return rows under the table's head as lines of text."""
    from tabulate import tabulate

    # The head as a row like all others: tabulate pads the columns under a head of its own.
    return tabulate([HEAD, *rows], tablefmt="plain", disable_numparse=True)


def html_table(rows: Sequence[tuple[str, ...]]) -> str:
    """Return the same as HTML."""

    def cells(row: tuple[str, ...], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row) + "</tr>"

    body = "".join(cells(row, "td") for row in rows)
    return f"<table><thead>{cells(HEAD, 'th')}</thead><tbody>{body}</tbody></table>"


def show(bundle: dict[str, object]) -> None:
    """Show a bundle of MIME types under the cell, or its text outside a notebook."""
    if shell.running() is None:
        print(bundle["text/plain"])
        return
    from IPython.display import display

    display(bundle, raw=True)
