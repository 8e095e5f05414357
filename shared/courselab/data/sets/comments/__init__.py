"""Comments under music videos: generated, spam or not by one known rule, or the real ones of five videos.

The rule of the generated ones: a comment is spam when it asks its readers to go somewhere, or to give or do something,
for the sake of the writer or a cause; all else is ham; four kinds of them people read differently. The real ones are
the YouTube Spam Collection: 1,956 comments, 1,005 of them spam, in the order of the videos. Taught in c1w3-lab1.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from courselab.data.dataset import GENERATED, Dataset
from courselab.data.faults import Fault, arrived_later, check_room, fault, overwrite, pick
from courselab.data.sets.comments.texts import APPEAL, HAM, HARD, HELPFUL, PLUG, QUOTED, SPAM, disguised, typed, write
from courselab.data.shipped import File, Shipped

COLUMNS = ("video", "text", "label")
ROWS = 3_000
VIDEOS = ("Harbour Lights", "Paper Moons", "Nine to Noon", "Cold Tea", "The Long Way")
SPAM_LABEL, HAM_LABEL = "spam", "ham"

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


def generate(rows: int = ROWS, seed: int = 42, plant: bool = True) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Return `rows` comments (default 3,000; columns video, text, label; no text twice) and their Faults.

    The hard kinds belong to the comments: they lie in all rows and stay with `plant=False`. With `plant=True` a tenth
    of the labels in the last fifth of the rows is flipped.
    """
    rng = np.random.default_rng([seed, 2010])
    kinds = _kinds(rng, rows)
    frame = pd.DataFrame(
        {
            "video": rng.choice(VIDEOS, rows).astype(object),
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
    other = np.where(frame["label"].iloc[rows] == SPAM_LABEL, HAM_LABEL, SPAM_LABEL)
    note = f"{FLIPPED_SHARE:.0%} of the later labels are wrong; each looks right, so no schema can find them."
    flipped = overwrite(frame, "label", rows, other, name="labels flipped", kind="label noise", note=note)
    return frame, (*hard, flipped)


def read() -> pd.DataFrame:
    """Return the real comments: video (its performer), date, text and label.

    date is a datetime64 to the second, NaT for the 245 comments of which the publisher has none.
    """
    frame = pd.read_csv(DATASET.paths[0], keep_default_na=False)
    return pd.DataFrame(
        {
            "video": frame["video"],
            "date": pd.to_datetime(frame["date"].str[:19], format="%Y-%m-%dT%H:%M:%S"),
            "text": frame["content"],
            "label": frame["spam"].map({1: SPAM_LABEL, 0: HAM_LABEL}),
        }
    )


DATASET = Dataset(
    __name__,
    rows=ROWS,
    generate=generate,
    read=read,
    shipped=Shipped(
        files=(
            File("youtube_spam.csv.xz", "de3bfd7e0dcc5c356194a78f9a188289c9c720f24819b7c4ac90a45aa49bf88a", 73_132),
        ),
        rows=1_956,
        url="https://archive.ics.uci.edu/static/public/380/youtube+spam+collection.zip",
        licence="CC-BY-4.0",
        licence_page="https://archive.ics.uci.edu/dataset/380/youtube+spam+collection",
        licence_texts=("CC-BY-4.0.txt",),
        citation="Alberto, T. and Lochter, J. (2015). YouTube Spam Collection. UCI Machine Learning Repository. "
        "https://doi.org/10.24432/C58885",
        changes="Five files became one; the authors' names and the comments' ids were dropped.",
    ),
    embedded=GENERATED,
)
