"""Short texts like tweets with the ratings of people: how far real raters agree, and what a majority is worth.

4,200 texts: 3,200 with 20 ratings each, 1,000 with 92 to 99. Taught in c1w3-lab1 (kappa, adjudication, ceiling).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from courselab.data.dataset import Dataset
from courselab.data.shipped import File, Shipped, open_text


def read() -> pd.DataFrame:
    """Return the texts: id (str), text, ratings (an int8 array each, -4 very negative to 4 very positive).

    Ratings stand in the order of the file; the n-th rater of one text need not be the n-th of another.
    """
    with open_text(DATASET.paths[0]) as lines:
        next(lines)
        rows = [line.rstrip("\n").split("\t", 2) for line in lines]
    ids, ratings, texts = zip(*rows, strict=True)
    arrays = [np.array(each.split(), dtype=np.int8) for each in ratings]
    return pd.DataFrame({"id": ids, "text": texts, "ratings": pd.Series(arrays, dtype=object)})


DATASET = Dataset(
    __name__,
    read=read,
    shipped=Shipped(
        files=(
            File(
                "vader_tweets_20_raters.tsv.xz",
                "59530077837c13f28aa13c25234e6a952cdc5e25e6b9a5c9f1267dee7465287c",
                201_244,
            ),
        ),
        rows=4_200,
        url="https://raw.githubusercontent.com/cjhutto/vaderSentiment/44fc044cd877310ee8278a0eadf34bcd50d41d06/"
        "additional_resources/hutto_ICWSM_2014.tar.gz",
        licence="MIT",
        licence_page="https://github.com/cjhutto/vaderSentiment/blob/master/LICENSE.txt",
        licence_texts=("vader_tweets.MIT.txt",),
        citation="Hutto, C. J. and Gilbert, E. (2014). VADER: a parsimonious rule-based model for sentiment analysis "
        "of social media text. ICWSM.",
        changes="The tweet-like texts alone, with id and ratings, as one table; the authors had replaced names and "
        "links.",
    ),
)
