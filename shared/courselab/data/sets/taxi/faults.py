"""The faults that are planted into the taxi trips, generated or real."""

from __future__ import annotations

import numpy as np
import pandas as pd

from courselab.data.faults import Fault, arrived_later, check_room, overwrite, pick


def plant_faults(frame: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Return a copy with faults in the last fifth of the rows, and their list; generated and real rows alike.

    Lost tips look like any other trip: no schema can find them.
    """
    check_room(len(frame))
    frame = frame.copy()
    rng = np.random.default_rng([seed, 6])
    late = np.arange(arrived_later(len(frame)), len(frame))
    spare = rng.permutation(late)
    new_company, moved = np.sort(spare[: len(late) // 25]), np.sort(spare[len(late) // 25 :])
    return frame, (
        overwrite(
            frame,
            "trip_miles",
            _some(frame, late, rng, 0.05, frame["trip_miles"] > 0),
            0.0,
            name="zero miles with a fare",
            kind="schema",
            note="0 miles, although the trip took time and money.",
        ),
        overwrite(
            frame,
            "trip_seconds",
            _some(frame, late, rng, 0.01, frame["trip_seconds"] > 0),
            -60.0,
            name="negative seconds",
            kind="schema",
            note="-60 seconds: the meter's clock was set back.",
        ),
        overwrite(
            frame,
            "pickup_latitude",
            pick(rng, late, 0.1),
            np.nan,
            name="pickup latitude missing",
            kind="schema",
            note="Missing in 10 % of the later trips; before, hardly ever.",
        ),
        overwrite(
            frame,
            "payment_type",
            _some(frame, late, rng, 0.2, frame["payment_type"] == "Cash"),
            "CSH",
            name="payment type in another code",
            kind="schema",
            note='"CSH" instead of "Cash".',
        ),
        overwrite(
            frame,
            "company",
            new_company,
            "Lakeside Cab Cooperative",
            name="new company",
            kind="schema",
            note="A company that did not exist before: valid, but nobody told the schema.",
        ),
        overwrite(
            frame,
            "company",
            _some(frame, moved, rng, 0.8, frame["company"] == "Taxi Affiliation Services"),
            "Dispatch Taxi Affiliation",
            name="company drifted",
            kind="drift",
            note="80 % of the later Taxi Affiliation Services trips run under Dispatch Taxi Affiliation.",
        ),
        overwrite(
            frame,
            "tips",
            _some(frame, late, rng, 0.15, frame["tips"] > 0),
            0.0,
            name="tips lost",
            kind="label noise",
            note="15 % of the later tips are recorded as 0: each looks like a trip without.",
        ),
    )


def _some(
    frame: pd.DataFrame, rows: np.ndarray, rng: np.random.Generator, share: float, where: pd.Series
) -> np.ndarray:
    return pick(rng, rows[where.to_numpy()[rows]], share)
