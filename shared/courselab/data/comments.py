"""Comments under music videos, generated: spam or not by one known rule, with four kinds that people read differently.

The rule: a comment is spam when it asks its readers to go somewhere, or to give or do something, for the sake of the
writer or a cause; all else is ham. Taught in c1w3-lab1.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from courselab.data.comment_texts import APPEAL, HAM, HARD, HELPFUL, PLUG, QUOTED, SPAM, disguised, typed, write
from courselab.data.faults import Fault, arrived_later, check_room, fault, pick

COLUMNS = ("video", "text", "label")
ROWS = 3_000
VIDEOS = ("Harbour Lights", "Paper Moons", "Nine to Noon", "Cold Tea", "The Long Way")
SPAM_LABEL, HAM_LABEL = "spam", "ham"
LABELS = (SPAM_LABEL, HAM_LABEL)

# Share of each hard kind among all comments; of the rest, SPAM_SHARE is spam.
SHARES = {PLUG: 0.07, APPEAL: 0.05, QUOTED: 0.07, HELPFUL: 0.05}
TRUTH = {PLUG: SPAM_LABEL, APPEAL: SPAM_LABEL, QUOTED: HAM_LABEL, HELPFUL: HAM_LABEL}
SPAM_SHARE = 0.46
DISGUISED_SHARE, REMARK_SHARE = 0.15, 0.45
FLIPPED_SHARE = 0.10
_NOTES = {
    PLUG: "A real remark on the music that also sends readers to the writer's own work: spam by the rule.",
    APPEAL: "Asks for a gift or a signature, for a good cause: spam by the rule.",
    QUOTED: "Repeats what spam says, to complain or to joke: asks for nothing, so ham.",
    HELPFUL: "A link that answers a question about the music: ham.",
}


def generate(rows: int | None = None, seed: int = 42, plant: bool = True) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Return `rows` comments (default 3,000; columns video, text, label; no text twice) and their Faults.

    The hard kinds belong to the comments: they lie in all rows and stay with `plant=False`. With `plant=True` a tenth
    of the labels in the last fifth of the rows is flipped.
    """
    count = ROWS if rows is None else rows
    rng = np.random.default_rng([seed, 2010])
    kinds = _kinds(rng, count)
    frame = pd.DataFrame(
        {
            "video": rng.choice(VIDEOS, count).astype(object),
            "text": _texts(rng, kinds),
            "label": np.array([TRUTH.get(kind, kind) for kind in kinds], dtype=object),
        }
    )
    hard = tuple(fault(name, "hard case", "text", np.flatnonzero(kinds == name), _NOTES[name]) for name in SHARES)
    if not plant:
        return frame, hard
    return _with_flips(frame, seed, hard)


def _kinds(rng: np.random.Generator, count: int) -> np.ndarray:
    """The kind of each comment: a hard one, or plainly "spam" or "ham"."""
    plain = 1 - sum(SHARES.values())
    names = (*SHARES, SPAM_LABEL, HAM_LABEL)
    return rng.choice(names, size=count, p=(*SHARES.values(), plain * SPAM_SHARE, plain * (1 - SPAM_SHARE)))


def _texts(rng: np.random.Generator, kinds: np.ndarray) -> list[str]:
    texts: dict[str, None] = {}
    for kind in kinds:
        text = _text(rng, kind)
        while text in texts:
            text = _text(rng, kind)
        texts[text] = None
    return list(texts)


def _text(rng: np.random.Generator, kind: str) -> str:
    """One comment: its sentence, often after a remark on the music, which settles nothing."""
    sentence = write(rng, {SPAM_LABEL: SPAM, HAM_LABEL: HAM, **HARD}[kind])
    if kind == SPAM_LABEL and rng.random() < DISGUISED_SHARE:
        sentence = disguised(rng, sentence)
    if rng.random() < REMARK_SHARE:
        sentence = f"{write(rng, HAM)}. {sentence}"
    return typed(rng, sentence)


def _with_flips(frame: pd.DataFrame, seed: int, hard: tuple[Fault, ...]) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    check_room(len(frame))
    rng = np.random.default_rng([seed, 5])
    rows = pick(rng, np.arange(arrived_later(len(frame)), len(frame)), FLIPPED_SHARE)
    column = frame.columns.get_loc("label")
    frame.iloc[rows, column] = np.where(frame["label"].iloc[rows] == SPAM_LABEL, HAM_LABEL, SPAM_LABEL)
    note = f"{FLIPPED_SHARE:.0%} of the later labels are wrong; each looks right, so no schema can find them."
    return frame, (*hard, fault("labels flipped", "label noise", "label", rows, note))
