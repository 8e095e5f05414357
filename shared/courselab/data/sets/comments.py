"""Comments under five music videos, spam or ham: the YouTube Spam Collection, real, in the order of the videos.

1,956 comments, 1,005 of them spam; 207 repeat an earlier one word for word. Taught in c1w3-lab1.
"""

from __future__ import annotations

import pandas as pd

from courselab.data.dataset import Dataset
from courselab.data.shipped import File, Shipped


def read() -> pd.DataFrame:
    """Return the comments: video (its performer), date, text and label ("spam" or "ham").

    date is a datetime64 to the second, NaT for the 245 comments of which the publisher has none. The text is the
    publisher's, with HTML entities such as &#39; in it.
    """
    frame = pd.read_csv(DATASET.paths[0], keep_default_na=False)
    return pd.DataFrame(
        {
            "video": frame["video"],
            "date": pd.to_datetime(frame["date"].str[:19], format="%Y-%m-%dT%H:%M:%S"),
            "text": frame["content"],
            "label": frame["spam"].map({1: "spam", 0: "ham"}),
        }
    )


DATASET = Dataset(
    __name__,
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
)
