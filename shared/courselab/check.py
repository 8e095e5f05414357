"""Checks of *Your turn*: each says "ok", or what is wrong and why, in one sentence and without a traceback.

A stub runs as it is: an answer of `...` or None prints "not answered yet". Where answers are graded, set
`COURSELAB_GRADING=1`: then an unanswered check raises too.
"""

from __future__ import annotations

import itertools
import math
import numbers
import os
from collections.abc import Callable, Iterable

from courselab.comparison import difference, shorten

MOST_CASES = 10_000


class NotYet(AssertionError):
    """An answer that does not hold yet; a notebook shows its sentence alone."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def equals(name: str, got: object, expected: object, why: str = "", *, rtol: float = 1e-6) -> None:
    """Check that an answer equals what is expected; otherwise say where the first difference lies.

    Knows numbers, texts, lists, sets, dictionaries, numpy arrays, tensors, pandas frames and series. Floating-point
    numbers may differ by `rtol` (relative); NaN equals NaN.

    Raises: NotYet.
    """
    if expected is not None and _unanswered(got):
        return _not_answered(name)
    _verdict(name, difference(got, expected, rtol), why)


def property(
    name: str,
    predicate: Callable[..., object],
    cases: Iterable | Callable[[], Iterable],
    why: str = "",
    *,
    answer: Callable | None = None,
) -> None:
    """Check that something holds for every case; otherwise show the smallest case for which it does not.

    `predicate(case)` is called for each of the (at most 10,000) cases. With `answer`, the learner's function, it is
    `predicate(case, answer(case))`, and the sentence also shows what the answer was.

    Raises: NotYet; ValueError when there are no cases.
    """
    some = list(itertools.islice(cases() if callable(cases) else cases, MOST_CASES))
    if not some:
        raise ValueError(f"the check {name!r} has no cases to try")
    for case in sorted(some, key=_size):
        try:
            given = () if answer is None else (answer(case),)
            holds = ... if given and _unanswered(given[0]) else predicate(case, *given)
        except NotImplementedError:
            holds = ...
        except Exception as error:
            return _verdict(name, f"it does not hold for {shorten(case)}: {_named(error)}", why)
        if _unanswered(holds):
            return _not_answered(name)
        if not holds:
            gave = f", where your answer is {shorten(given[0])}" if given else ""
            return _verdict(name, f"it does not hold for {shorten(case)}{gave}", why)
    _verdict(name, None, why)


def raises(name: str, exception: type[BaseException], call: Callable[[], object], why: str = "") -> None:
    """Check that `call()` raises `exception`; otherwise say what happened instead.

    Raises: NotYet.
    """
    try:
        result = call()
    except exception:
        return _verdict(name, None, why)
    except NotImplementedError:
        return _not_answered(name)
    except Exception as error:
        return _verdict(name, f"expected {exception.__name__}, but it raised {_named(error)}", why)
    if _unanswered(result):
        return _not_answered(name)
    _verdict(name, f"expected {exception.__name__}, but nothing was raised and the result is {shorten(result)}", why)


def _verdict(name: str, problem: str | None, why: str) -> None:
    if problem is None:
        print(f"ok: {name}")
        return
    sentence = f"Not yet: {name}: {problem}."
    raise NotYet(f"{sentence} {why}".rstrip()) from None


def _not_answered(name: str) -> None:
    if os.environ.get("COURSELAB_GRADING") == "1":
        raise NotYet(f"not answered yet: {name}")
    print(f"not answered yet: {name}")


def _unanswered(answer: object) -> bool:
    if isinstance(answer, dict):
        answer = list(answer.values())
    if isinstance(answer, (list, tuple)) and answer:
        return all(_unanswered(item) for item in answer)
    return answer is None or answer is ...


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {shorten(str(error), quote=False)}".removesuffix(": ")


def _size(case: object) -> tuple[float, int, str]:
    """How big a counterexample looks to a reader: a number by its distance from 0, anything else by its length."""
    text = repr(case)
    if isinstance(case, numbers.Real) and not math.isnan(case):
        return float(abs(case)), len(text), text
    return float(len(case)) if hasattr(case, "__len__") else float(len(text)), len(text), text
