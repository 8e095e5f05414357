"""Three-axis acceleration of a smartwatch: seven exercises of the shoulder, recorded from ten people, left and right.

The recordings are real. Three faults can be planted on top, in the last fifth: samples that were lost, a sensor that
hangs, a clock that stutters. Taught in c2w4-lab2.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from courselab.data.dataset import Dataset
from courselab.data.faults import Fault, arrived_later, fault
from courselab.data.shipped import File, Shipped, read_arrays

COLUMNS = ("recording", "subject", "exercise", "side", "time", "ax", "ay", "az")
AXES = ("ax", "ay", "az")
RATE = 50  # samples a second
GAPS, STUCK, REPEATED = "gaps", "stuck sensor", "duplicated timestamps"
_SHORTEST = 18 * RATE  # samples: a recording that is long enough for a fault


def plant_faults(frame: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Return a copy with three faults, each in recordings of its own that begin in the last fifth, and their list.

    The copy is shorter: 2 to 6 seconds of samples are gone at each of four gaps. Row positions are those of the copy.
    Raises ValueError when fewer than seven whole recordings lie there.
    """
    sizes = frame.groupby("recording").size()
    began = sizes.cumsum() - sizes
    late = sizes.index[(began >= arrived_later(len(frame))) & (sizes >= _SHORTEST)]
    if len(late) < 7:
        raise ValueError("Faults need whole recordings in the last fifth: ask for all rows or use plant=False.")
    rng = np.random.default_rng([seed, 7])
    chosen = [int(recording) for recording in rng.permutation(late)[:7]]
    frame, gaps = _lose(frame, sorted(chosen[:4]), rng)
    return frame, (gaps, _stick(frame, chosen[4], rng), _repeat(frame, sorted(chosen[5:]), rng))


def _rows(frame: pd.DataFrame, recording: int) -> np.ndarray:
    return np.flatnonzero((frame["recording"] == recording).to_numpy())


def _lose(frame: pd.DataFrame, recordings: list[int], rng: np.random.Generator) -> tuple[pd.DataFrame, Fault]:
    """A copy without one piece of each recording, and the rows that follow the holes."""
    lost = np.zeros(len(frame), dtype=bool)
    for recording in recordings:
        rows = _rows(frame, recording)
        length = int(rng.integers(2 * RATE, 6 * RATE + 1))
        at = int(rng.integers(RATE, len(rows) - length - RATE))
        lost[rows[at : at + length]] = True
    follows = np.flatnonzero(~lost & np.roll(lost, 1))
    after = np.cumsum(~lost)[follows] - 1
    note = f"Recordings {_list(recordings)}: 2 to 6 seconds are missing before each of these rows."
    return frame[~lost].reset_index(drop=True), fault(GAPS, "schema", "time", after, note)


def _stick(frame: pd.DataFrame, recording: int, rng: np.random.Generator) -> Fault:
    """Ten seconds in which all axes repeat one value, in place."""
    rows = _rows(frame, recording)
    start = int(rng.integers(1, len(rows) - 10 * RATE))
    stuck = rows[start : start + 10 * RATE]
    for axis in AXES:
        frame.iloc[stuck, frame.columns.get_loc(axis)] = frame[axis].iloc[stuck[0] - 1]
    note = f"Recording {recording}: all three axes repeat one value; nothing was measured."
    return fault(STUCK, "schema", "ax, ay, az", stuck, note)


def _repeat(frame: pd.DataFrame, recordings: list[int], rng: np.random.Generator) -> Fault:
    """Twenty-five rows of each recording carry the time of the row before, in place."""
    time = frame["time"].to_numpy(copy=True)
    hit = np.sort([rng.choice(_rows(frame, recording)[1:], size=25, replace=False) for recording in recordings], None)
    for row in hit:
        time[row] = time[row - 1]
    frame["time"] = time
    note = f"Recordings {_list(recordings)}: the row carries the timestamp of the row before."
    return fault(REPEATED, "schema", "time", hit, note)


def _list(numbers: list[int]) -> str:
    names = [str(number) for number in numbers]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def read() -> pd.DataFrame:
    """Return the real exercises: 140 recordings of a smartwatch, 244,102 samples at 50 Hz, recording after recording.

    Columns: recording (0 to 139), subject (ten people), exercise (seven of the shoulder: PEN, ABD, FEL, IR, ER, TRAP,
    ROW), side ("left" or "right"), time in seconds since the recording began, ax, ay, az in g (9.81 m/s2).
    """
    arrays = read_arrays(DATASET.paths[0])
    length = arrays["length"]
    recording = np.repeat(np.arange(len(length)), length)
    began = np.repeat(np.cumsum(length) - length, length)
    # Stored as the four bytes of a millionth of g, all first bytes, then all second ones: packs a quarter smaller.
    ax, ay, az = np.ascontiguousarray(arrays["planes"].transpose(0, 2, 1)).view("<i4")[:, :, 0] / 1e6
    return pd.DataFrame(
        {
            "recording": recording,
            "subject": arrays["subject"][recording].astype(np.int64),
            "exercise": arrays["exercise"][recording].astype(object),
            "side": arrays["side"][recording].astype(object),
            "time": (np.arange(len(recording)) - began) / RATE,
            "ax": ax,
            "ay": ay,
            "az": az,
        }
    )


DATASET = Dataset(
    __name__,
    read=read,
    shipped=Shipped(
        files=(
            File(
                "watch_exercises.npz.xz", "142e5ac66fc484d3231fa7d926946d3ef70311262409b19d2781eb577f5e5c56", 1_750_024
            ),
        ),
        rows=244_102,
        url="https://github.com/dmbee/seglearn",
        licence="BSD-3-Clause",
        licence_page="https://github.com/dmbee/seglearn/blob/master/LICENSE",
        licence_texts=("watch_exercises.BSD-3-Clause.txt",),
        citation="Burns, D. M., Leung, N., Hardisty, M., Whyne, C. M., Henry, P. and McLachlin, S. (2018). Shoulder "
        "physiotherapy exercise recognition: machine learning the inertial signals from a smartwatch. "
        "arXiv 1802.01489.",
        changes="The pickle of the package seglearn 1.2.5 became arrays of whole millionths of g, in which the "
        "original is written too; the gyroscope was left out.",
    ),
    plant_faults=plant_faults,
)
