"""SMS messages, spam or ham: 5,574 real ones, 747 of them spam; 403 are doubled word for word, a leak between splits.

Taught in c3w2-lab2 (topics).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from courselab.data.dataset import Dataset, Source
from courselab.data.errors import MalformedFile
from courselab.data.shipped import File, open_text


def parse(path: Path) -> pd.DataFrame:
    """Return the messages of a file with a label, a tab and a text a line: label ("ham" or "spam") and text.

    Raises MalformedFile with the line number.
    """
    with open_text(path) as file:
        lines = file.read().rstrip("\n").split("\n")
    rows = [line.split("\t", 1) for line in lines]
    for number, row in enumerate(rows, 1):
        if len(row) != 2 or row[0] not in ("ham", "spam"):
            raise MalformedFile(
                f"{Path(path).name}, line {number}: no label and text with a tab between them; fetch the file again."
            )
    return pd.DataFrame(rows, columns=["label", "text"], dtype=object)


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write messages as their publisher does: a label, a tab and a text a line."""
    text = "".join(f"{label}\t{text}\n" for label, text in zip(frame["label"], frame["text"], strict=True))
    Path(path).write_text(text, encoding="utf-8", newline="\n")


ORIGINAL = Source(
    file="SMSSpamCollection",
    url="https://raw.githubusercontent.com/sivagnani/NLP/e978239fdbaed01057812e70116133f6876404f6/SMSSpamCollection",
    sha256="7d039a24a6083ed9ef0f806ebad56bbb976e3aeb8de05669173bfdc4996c239d",
    bytes=477_907,
    rows=5_574,
    licence="CC-BY-4.0",
    licence_page="https://archive.ics.uci.edu/dataset/228/sms+spam+collection",
    citation="Almeida, T. A. and Gómez Hidalgo, J. M. (2011). SMS Spam Collection. UCI Machine Learning Repository. "
    "https://doi.org/10.24432/C5CC84",
)
DATASET = Dataset(
    __name__,
    parse=parse,
    write=write,
    original=ORIGINAL,
    shipped=ORIGINAL.shipped(
        File("sms_spam.tsv.xz", "a0f0d78648de4000f1717580232457973ca45f7fba023075a389ba4cc049dcc4", 156_032),
        licence_texts=("CC-BY-4.0.txt", "sms_spam.txt"),
        changes="None but the packing: unpacked it is the publisher's file byte for byte.",
    ),
)
