"""Finds the first difference between two values and says it in words; `check.equals` speaks through it."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any


def difference(got: object, expected: object, rtol: float = 1e-6) -> str | None:
    """The first difference in words, or None when the values agree; floats agree within `rtol` (relative)."""
    return _difference(_unwrapped(got), _unwrapped(expected), "", rtol)


def shorten(value: object, limit: int = 80, quote: bool = True) -> str:
    """One line of at most `limit` characters that shows a value."""
    text = " ".join((repr(value) if quote else str(value)).split())
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _difference(got: Any, expected: Any, place: str, rtol: float) -> str | None:
    for kind, compare in _COMPARISONS:
        if kind(expected):
            return compare(got, expected, place, rtol)
    return None if _same(got, expected) else _clash(got, expected, place)


def _same(got: object, expected: object) -> bool:
    # By identity first: pandas' NaT and NA do not equal themselves.
    return got is expected or (not getattr(got, "ndim", 0) and bool(got == expected))


def _clash(got: object, expected: object, place: str) -> str:
    return f"{place + ' is' if place else 'got'} {shorten(got)}, expected {shorten(expected)}"


def _wrong_kind(got: object, wanted: str, place: str) -> str:
    what = f"{place} is" if place else "got"
    return f"{what} {_article(type(got).__name__)} ({shorten(got, 40)}), expected {_article(wanted)}"


def _article(noun: str) -> str:
    return f"{'an' if noun[0].lower() in 'aeiou' else 'a'} {noun}"


def _inside(place: str, part: str) -> str:
    return f"{place}, {part}" if place else part


def _unwrapped(value: Any) -> Any:
    """A tensor becomes the numpy array that it holds; anything else stays."""
    if callable(getattr(value, "numpy", None)) and hasattr(value, "dtype"):
        return value.numpy()
    return value


def _numbers(got: Any, expected: Any, place: str, rtol: float) -> str | None:
    if _is_array(got) and got.size == 1:
        got = got.item()
    if not isinstance(got, numbers.Number) or _is_bool(got):
        return _wrong_kind(got, "number", place)
    # The absolute part only forgives rounding around an expected 0.
    close = got == expected
    counts = isinstance(got, numbers.Integral) and isinstance(expected, numbers.Integral)  # exact: 1,000,001 is wrong
    if not close and not counts and isinstance(expected, numbers.Real) and isinstance(got, numbers.Real):
        both_nan = math.isnan(got) and math.isnan(expected)
        close = both_nan or math.isclose(got, expected, rel_tol=rtol, abs_tol=1e-12)
    return None if close else _clash(got, expected, place)


def _bools(got: object, expected: object, place: str, rtol: float) -> str | None:
    return None if _is_bool(got) and bool(got) == bool(expected) else _clash(got, expected, place)


def _mappings(got: object, expected: Mapping, place: str, rtol: float) -> str | None:
    if not isinstance(got, Mapping):
        return _wrong_kind(got, "dictionary", place)
    for wanted, given, word in ((expected, got, "missing"), (got, expected, "not expected")):
        for key in wanted:
            if key not in given:
                return f"{place + ': ' if place else ''}the key {shorten(key)} is {word}"
    found = (
        _difference(_unwrapped(got[k]), _unwrapped(v), _inside(place, f"key {shorten(k)}"), rtol)
        for k, v in expected.items()
    )
    return next(filter(None, found), None)


def _sets(got: object, expected: AbstractSet, place: str, rtol: float) -> str | None:
    if not isinstance(got, AbstractSet):
        return _wrong_kind(got, "set", place)
    start = f"{place}: " if place else ""
    if missing := sorted(expected - got, key=repr):
        return f"{start}{shorten(missing[0])} is missing from the set"
    if extra := sorted(got - expected, key=repr):
        return f"{start}{shorten(extra[0])} does not belong in the set"
    return None


def _sequences(got: Any, expected: list | tuple, place: str, rtol: float) -> str | None:
    if _is_array(got):
        got = got.tolist()
    if not isinstance(got, (list, tuple)):
        return _wrong_kind(got, type(expected).__name__, place)
    for i, (a, b) in enumerate(zip(got, expected, strict=False)):
        if found := _difference(_unwrapped(a), _unwrapped(b), _inside(place, f"item {i}"), rtol):
            return found
    if len(got) != len(expected):
        return f"{place + ': ' if place else ''}it has {len(got)} items, expected {len(expected)}"
    return None


def _arrays(got: Any, expected: Any, place: str, rtol: float) -> str | None:
    import numpy as np

    if isinstance(got, (list, tuple, numbers.Number)):
        got = np.asarray(got)
    if not _is_array(got):
        return _wrong_kind(got, "array", place)
    if got.shape != expected.shape:
        return f"{place + ': ' if place else ''}the shape is {got.shape}, expected {expected.shape}"
    for index in np.ndindex(expected.shape):
        part = _inside(place, f"item {list(index)}") if index else place
        if found := _difference(got[index], expected[index], part, rtol):
            return found
    return None


def _frames(got: Any, expected: Any, place: str, rtol: float) -> str | None:
    if type(got).__name__ != type(expected).__name__:
        return _wrong_kind(got, type(expected).__name__, place)
    missing = [c for c in expected.columns if c not in got.columns]
    extra = [c for c in got.columns if c not in expected.columns]
    if missing or extra:
        return f"the column {shorten((missing or extra)[0])} is {'missing' if missing else 'not expected'}"
    if list(got.columns) != list(expected.columns):
        orders = shorten(list(got.columns)), shorten(list(expected.columns))
        return f"the columns stand in the order {orders[0]}, expected {orders[1]}"
    if len(got) != len(expected):
        return f"it has {len(got)} rows, expected {len(expected)}"
    found = (
        _series(got.iloc[:, i], expected.iloc[:, i], f"column {c!r}", rtol) for i, c in enumerate(expected.columns)
    )
    return next(filter(None, found), None)


def _series(got: Any, expected: Any, place: str, rtol: float) -> str | None:
    if type(got).__name__ != type(expected).__name__:
        return _wrong_kind(got, type(expected).__name__, place)
    if len(got) != len(expected):
        return f"it has {len(got)} rows, expected {len(expected)}"
    if list(got.index) != list(expected.index):
        at = next(i for i, (a, b) in enumerate(zip(got.index, expected.index, strict=True)) if a != b)
        return f"row {at} has the index {shorten(got.index[at])}, expected {shorten(expected.index[at])}"
    found = (
        _difference(a, b, _inside(place, f"row {label!r}"), rtol)
        for label, a, b in zip(expected.index, got, expected, strict=True)
    )
    return next(filter(None, found), None)


def _is_array(value: object) -> bool:
    return type(value).__module__ == "numpy" and type(value).__name__ == "ndarray"


def _is_bool(value: object) -> bool:
    return isinstance(value, bool) or type(value).__name__ in ("bool_", "bool")


def _pandas(name: str) -> Callable[[object], bool]:
    return lambda value: type(value).__module__.startswith("pandas.") and type(value).__name__ == name


# The first row that fits the *expected* value decides how the two are compared. Types of numpy and pandas are told by
# name, so that a plain exercise never imports either.
_COMPARISONS = (
    (_pandas("DataFrame"), _frames),
    (_pandas("Series"), _series),
    (_is_array, _arrays),
    (_is_bool, _bools),
    (lambda value: isinstance(value, numbers.Number), _numbers),
    (lambda value: isinstance(value, Mapping), _mappings),
    (lambda value: isinstance(value, AbstractSet), _sets),
    (lambda value: isinstance(value, (list, tuple)), _sequences),
)
