"""Numbers and names as a reader wants them, in pictures and in text."""

from __future__ import annotations

import functools
import math


def number(value: float) -> str:
    """Four significant digits with thousands separators: 1,078 or 0.0123; "-" for what is not a number.

    For prose in pictures. `courselab.figures.number` is another: a recorded figure may be a text or a boolean, an
    integer there keeps all its digits, and "nan" must be seen for what it is.
    """
    if math.isnan(value):
        return "-"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if value == 0 or 1e-4 <= abs(value) < 1e7:
        digits = max(0, 3 - math.floor(math.log10(abs(value)))) if value else 0
        text = f"{value:,.{digits}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{value:.3g}"


def percent(share: float) -> str:
    """A share as percent: "0 %", "<0.1 %", "3.4 %", "56 %", ">99.9 %", "100 %"."""
    if math.isnan(share):
        return "-"
    if 0 < share < 0.001:
        return "<0.1 %"
    if 0.999 < share < 1:
        return ">99.9 %"
    return f"{share * 100:.1f}".removesuffix(".0") + " %"


def counted(count: int, singular: str, plural: str = "") -> str:
    """ "1 row", "2 rows", "1,000 rows"."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def label(text: object, limit: int = 24) -> str:
    """A name that fits a picture: as `one_line`, with □ for characters that the font lacks."""
    line = one_line(text, limit)
    return "".join(c if c == " " or _drawable(c) else "□" for c in line)


def one_line(text: object, limit: int = 60) -> str:
    """A text on one line of at most `limit` characters: long ones lose their middle, an empty one shows as quotes."""
    line = " ".join(str(text).split()) or repr(str(text))
    if len(line) <= limit:
        return line
    tail = limit // 3  # long names often differ at their ends
    return f"{line[: limit - tail - 1].rstrip()}…{line[-tail:].lstrip()}"


@functools.lru_cache(maxsize=4096)
def _drawable(character: str) -> bool:
    from matplotlib.font_manager import findfont, get_font

    return get_font(findfont("DejaVu Sans")).get_char_index(ord(character)) != 0
