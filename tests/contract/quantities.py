"""The numbers of a lab's prose, and where a number may come from: how they are read, and when one proves another.

A *quantity* is a number as it is printed: its value, its decimals, whether it stands for hundredths ("88 %").
"""

import html
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FULL = 4  # decimals from which an output shows more than a reader needs: it may be quoted rounded
LEAST_DIGITS = 2  # significant digits that a rounded quotation keeps

NUMBER = re.compile(
    r"(?<![\w.])(?P<digits>\d{1,3}(?:[,_]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:e(?P<power>[+-]?\d+))?(?!\d|\.\d|[,_]\d{3})"
    r"(?P<hundredths>\s?(?:%|percent\b|(?:percentage )?points?\b))?"
)
# A number that is a name: a version, a licence, a place in a text, a standard.
NAMES = re.compile(
    r"\b(?:Python|TensorFlow|Keras|TFX|TFDV|TFT|TFMA|MLMD|scikit-learn|NumPy|pandas|Beam|nbformat|CUDA|glibc|IPython|"
    r"CC BY(?:-SA)?|Apache|HTTP|TLS|version|versions|section|chapter|figure|table|equation)\s+v?\d+(?:\.\d+)*",
    re.IGNORECASE,
)
NOT_PROSE = re.compile(r"\]\([^)]*\)|<[^>\s][^>]*>|https?://\S+|^\*\*Takes\*\*.*$", re.MULTILINE)


@dataclass(frozen=True)
class Quantity:
    """A number as printed: `shown`, its value (88 of "88 %"), the decimals behind its point; `full`: more than read."""

    shown: str
    value: float
    decimals: int
    hundredths: bool = False
    full: bool = False

    @property
    def checked(self) -> bool:
        """Whether prose has to prove it: it has a point or a thousands separator, or is in percent or points."""
        return self.hundredths or "." in self.shown or "," in self.shown

    @property
    def digits(self) -> int:
        """Its significant digits: 3 for 0.979, 1 for 0.05."""
        return len(re.sub(r"\D", "", re.split(r"[e%p]", self.shown)[0]).lstrip("0"))

    def in_hundredths(self) -> "Quantity":
        """A fraction as percent: 0.88 is 88."""
        return Quantity(self.shown, self.value * 100, max(0, self.decimals - 2), True, self.full)


def quantities(text: str) -> Iterator[Quantity]:
    """Yield every number of a text, without its sign."""
    for found in NUMBER.finditer(text):
        digits, power = re.sub("[,_]", "", found["digits"]), int(found["power"] or 0)
        decimals = max(0, len(digits.partition(".")[2]) - power)
        yield Quantity(
            found[0].strip(), float(f"{digits}e{power}"), decimals, bool(found["hundredths"]), decimals >= FULL
        )


def measured(value: float) -> Quantity:
    """A number of the spread: never quoted in full."""
    return Quantity(f"{value:.4g}", abs(value), FULL, False, True)


def proves(source: Quantity, quoted: Quantity) -> bool:
    """Return whether a number that stands somewhere is what prose quotes.

    Equal numbers are ("1,078" and 1078; "0.80" and 0.8). One of four decimals or more may be quoted rounded, to two
    significant digits at least; one of fewer is quoted as it is printed: under 0.84 "0.8" is wrong. Prose in percent
    or points takes a fraction (0.88 is "88 %"), a number in percent, or one above 1 with a decimal point (88.0).
    """
    if not quoted.hundredths:
        return same(source, quoted)
    as_it_is = source.hundredths or (source.decimals > 0 and source.value > 1)
    return (as_it_is and same(source, quoted)) or (not source.hundredths and same(source.in_hundredths(), quoted))


def same(source: Quantity, quoted: Quantity) -> bool:
    """Return whether two numbers in one unit are equal, or the first shows in full what the second rounds."""
    if math.isclose(source.value, quoted.value, rel_tol=1e-12, abs_tol=1e-15):
        return True
    return source.full and rounds_to(source.value, quoted)


def rounds_to(value: float, quoted: Quantity) -> bool:
    """Return whether a value, rounded as far as a quoted number is, is that number, with two digits at least."""
    half = 0.5 * 10.0**-quoted.decimals
    return quoted.digits >= LEAST_DIGITS and abs(value - quoted.value) <= half * (1 + 1e-9)


def near(quoted: Quantity, sources: Iterable[Quantity]) -> list[str]:
    """Return what stands nearest to a number that nothing proves, at most three: what was perhaps meant."""
    far = {}
    for source in sources:
        value = (
            source.value * 100 if quoted.hundredths and not source.hundredths and source.value <= 1 else source.value
        )
        distance = abs(value - quoted.value)
        if source.checked and distance <= 0.25 * max(abs(quoted.value), 1e-9):
            far[source.shown] = min(distance, far.get(source.shown, math.inf))
    return sorted(far, key=lambda shown: far[shown])[:3]


def prose(source: str) -> str:
    """Return the prose of a cell: without links' targets, HTML tags, the generated line, names with numbers."""
    text = NOT_PROSE.sub(" ", source.replace("\\%", "%").replace("{,}", ","))
    return NAMES.sub(" ", text)


def spoken(output: dict) -> str:
    """Return what an output shows as text; a table's HTML too, as a styled table says nothing else."""
    data = {mime: "".join(value) for mime, value in output.get("data", {}).items() if mime.startswith("text/")}
    tagless = html.unescape(re.sub(r"<style.*?</style>|<[^>]*>", " ", data.get("text/html", ""), flags=re.DOTALL))
    rest = [text for mime, text in data.items() if mime != "text/html"]
    return "\n".join(["".join(output.get("text", "")), *rest, tagless])
