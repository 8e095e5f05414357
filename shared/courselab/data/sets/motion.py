"""Three-axis acceleration: six activities of 30 people, generated with known faults, or real exercises of ten people.

The generated ones are shaped like the WISDM recordings (a phone in a trouser pocket, 20 samples a second), none of
which is copied. Every person has a pace, a strength, a gait and a way of carrying the phone, so windows of one person
resemble each other more than windows of one activity do: a random split of windows flatters a model. Taught in
c2w4-lab2.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from courselab.data.dataset import GENERATED, Dataset
from courselab.data.faults import Fault, fault
from courselab.data.shipped import File, Shipped, read_arrays

COLUMNS = ("user", "activity", "timestamp", "x", "y", "z")
AXES = ("x", "y", "z")
USERS = 30
ROWS = 180_000
RATE = 20  # samples a second
WATCH_RATE = 50  # the same in the real recordings
STEP = 1_000_000_000 // RATE  # nanoseconds from one sample to the next
GRAVITY, RANGE = 9.81, 19.61  # m/s2; a phone of that time cuts off at two g
# Activity: share of the time, steps a second, strength in m/s2 along the three axes (to the side, up, ahead).
ACTIVITIES = {
    "walking": (0.32, 1.85, (1.7, 3.2, 2.2)),
    "jogging": (0.24, 2.60, (3.4, 7.0, 4.0)),
    "upstairs": (0.14, 1.55, (1.8, 2.8, 2.2)),
    "downstairs": (0.12, 2.05, (1.9, 4.0, 2.0)),
    "sitting": (0.10, 0.0, (0.0, 0.0, 0.0)),
    "standing": (0.08, 0.0, (0.0, 0.0, 0.0)),
}
BOUTS = {"walking": 3, "jogging": 2, "upstairs": 2, "downstairs": 2, "sitting": 1, "standing": 1}
GAPS, STUCK, SWAPPED, REPEATED = "gaps", "stuck sensor", "swapped axes", "duplicated timestamps"
_HARMONICS = np.array([0.55, 1.0, 0.35, 0.45])  # of the stride, which is two steps
_AXIS_HARMONICS = np.array([(1.5, 0.7, 1.0, 0.6), (0.5, 1.2, 0.7, 1.0), (0.8, 1.1, 0.9, 0.8)])
_FEWEST = 500  # rows, so that every user has some to spoil
_FIRST_DAY = 1_600_000_000_000_000_000  # nanoseconds since 1970
_DAY = 86_400_000_000_000
# How far people differ (standard deviations): of the logarithm of pace, strength and gait, and in degrees of pose.
_PACE, _STRENGTH, _GAIT, _POSE = 0.06, 0.15, 0.30, 30.0
_OWN_PACE, _OWN_GAIT = 0.035, 0.22  # the same for one activity of one person
_SAME_PERSON = 0.08  # how far one bout differs from the person's next, as a share of the above


def generate(rows: int = ROWS, seed: int = 42, plant: bool = True) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Return the generated recordings (default 180,000 rows, in order of user and time) and the planted Faults.

    Columns: user (1 to 30), activity, timestamp (int64, nanoseconds since 1970, one every 50 ms give or take 3), x, y
    and z in m/s2. A user's recording is one stream of bouts: one activity follows the other without a pause. Faults lie
    in single users anywhere in the data, not in the last fifth.
    """
    sizes = _sizes(np.random.default_rng([seed, 2010]), rows)
    streams = [np.random.default_rng([seed, 2010, user]) for user in range(USERS)]
    parts = [_user(rng, user + 1, int(size)) for user, (rng, size) in enumerate(zip(streams, sizes, strict=True))]
    frame = pd.concat(parts, ignore_index=True)
    return plant_faults(frame, seed) if plant else (frame, ())


def _sizes(rng: np.random.Generator, count: int) -> np.ndarray:
    """How many samples each user gave (n,): up to 20 % more or fewer than the mean; they add up to `count`."""
    shares = rng.uniform(0.8, 1.2, USERS).cumsum()
    return np.diff(np.round(np.concatenate([[0], shares / shares[-1]]) * count).astype(int))


def _user(rng: np.random.Generator, user: int, size: int) -> pd.DataFrame:
    """One person's stream: `size` samples, cut into bouts in random order."""
    gait, haste = rng.lognormal(0, _GAIT, (3, 4)), rng.lognormal(0, _PACE)
    person = {activity: _manner(rng, activity, gait, haste) for activity in ACTIVITIES}
    upright = _turn(rng, _POSE)
    seat = upright @ _lean(np.radians(rng.normal(65, 20)))
    pieces, names = [], []
    for activity, length in _bouts(rng, size):
        pose = (seat if activity == "sitting" else upright) @ _turn(rng, _POSE * _SAME_PERSON)
        pieces.append(_bout(rng, person[activity], length) @ pose.T)
        names += [activity] * length
    values = np.concatenate(pieces) if pieces else np.empty((0, 3))
    values = np.clip(values, -RANGE, RANGE).round(2)
    jitter = rng.integers(-3_000_000, 3_000_001, size)
    start = _FIRST_DAY + user * _DAY + int(rng.integers(0, _DAY // 2))
    return pd.DataFrame(
        {
            "user": np.full(size, user, dtype=np.int64),
            "activity": np.array(names, dtype=object),
            "timestamp": start + np.arange(size, dtype=np.int64) * STEP + jitter,
            "x": values[:, 0],
            "y": values[:, 1],
            "z": values[:, 2],
        }
    )


def _bouts(rng: np.random.Generator, size: int) -> list[tuple[str, int]]:
    """(activity, samples) in random order, no activity twice in a row where that can be had; they add up to `size`."""
    names = [name for name, times in BOUTS.items() for _ in range(times)]
    weights = np.array([ACTIVITIES[name][0] / BOUTS[name] for name in names]) * rng.uniform(0.7, 1.3, len(names))
    lengths = np.diff(np.round(np.concatenate([[0], weights.cumsum() / weights.sum()]) * size).astype(int))
    for _ in range(50):
        order = rng.permutation(len(names))
        if all(names[a] != names[b] for a, b in pairwise(order)):
            break
    return [(names[i], int(lengths[i])) for i in order if lengths[i]]


def _manner(rng: np.random.Generator, activity: str, gait: np.ndarray, haste: float) -> dict[str, object]:
    """How one person does one activity: steps a second, amplitudes (3 axes, 4 harmonics) in m/s2, and phases.

    `gait` and `haste` are the person's own in whatever they do; each activity adds its own.
    """
    _, pace, strength = ACTIVITIES[activity]
    gait = gait * rng.lognormal(0, _OWN_GAIT, (3, 4)) * rng.lognormal(0, _STRENGTH)
    return {
        "pace": pace * haste * rng.lognormal(0, _OWN_PACE),
        "amplitudes": np.array(strength)[:, None] * _AXIS_HARMONICS * _HARMONICS * gait,
        "phases": rng.uniform(0, 2 * np.pi, (3, 4)),
        "noise": (0.45 if pace else 0.12) * rng.lognormal(0, 0.25),
    }


def _bout(rng: np.random.Generator, manner: dict, length: int) -> np.ndarray:
    """Acceleration (length, 3) in the body's frame: side, up, ahead; gravity included."""
    pace = manner["pace"] * rng.lognormal(0, _PACE * _SAME_PERSON)
    strength = rng.lognormal(0, _STRENGTH * _SAME_PERSON) * (1 + 0.05 * _slow(rng, length))
    stride = np.pi * pace / RATE * (np.arange(length) + 3 * _slow(rng, length)) + rng.uniform(0, 2 * np.pi)
    angles = stride[:, None, None] * np.arange(1, 5) + manner["phases"]
    moved = (manner["amplitudes"] * np.sin(angles)).sum(axis=2) * strength[:, None]
    return moved + np.array([0, GRAVITY, 0]) + rng.normal(0, manner["noise"], (length, 3))


def _slow(rng: np.random.Generator, length: int) -> np.ndarray:
    """A curve (length,) that wanders between about -2 and 2 over some 5 seconds: nobody walks like a clock."""
    knots = rng.normal(size=length // (5 * RATE) + 2)
    return np.interp(np.arange(length) / (5 * RATE), np.arange(len(knots)), knots)


def _turn(rng: np.random.Generator, degrees: float) -> np.ndarray:
    """A rotation (3, 3) about a random axis, by an angle with this standard deviation."""
    axis = rng.normal(size=3)
    axis /= np.linalg.norm(axis)
    angle = np.radians(rng.normal(0, degrees))
    cross = np.array([(0, -axis[2], axis[1]), (axis[2], 0, -axis[0]), (-axis[1], axis[0], 0)])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross  # Rodrigues' formula


def _lean(angle: float) -> np.ndarray:
    """A rotation (3, 3) about the first axis: a thigh that is lifted to sit."""
    return np.array([(1, 0, 0), (0, np.cos(angle), -np.sin(angle)), (0, np.sin(angle), np.cos(angle))])


def plant_faults(frame: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Return a copy with four faults, each in users of its own, and their list."""
    if len(frame) < _FEWEST:
        raise ValueError(f"Faults need at least {_FEWEST} rows, not {len(frame)}: ask for more or use plant=False.")
    frame = frame.copy()
    rng = np.random.default_rng([seed, 7])
    chosen = [int(user) for user in rng.permutation(USERS) + 1]
    return frame, (
        _jump(frame, chosen[:3], rng),
        _stick(frame, chosen[3:4], rng),
        _swap(frame, chosen[4:5]),
        _repeat(frame, chosen[5:7], rng),
    )


def _rows(frame: pd.DataFrame, user: int) -> np.ndarray:
    return np.flatnonzero((frame["user"] == user).to_numpy())


def _jump(frame: pd.DataFrame, users: list[int], rng: np.random.Generator) -> Fault:
    after = []
    time = frame["timestamp"].to_numpy(copy=True)
    for user in sorted(users):
        rows = _rows(frame, user)
        for at in np.sort(rng.choice(np.arange(1, len(rows)), size=min(2, len(rows) - 1), replace=False)):
            time[rows[at:]] += int(rng.integers(2, 7)) * RATE * STEP
            after.append(rows[at])
    frame["timestamp"] = time
    return fault(
        GAPS,
        "schema",
        "timestamp",
        np.array(after),
        f"Users {_list(users)}: 2 to 6 seconds are missing before each of these rows.",
    )


def _stick(frame: pd.DataFrame, users: list[int], rng: np.random.Generator) -> Fault:
    rows = _rows(frame, users[0])
    length = max(1, len(rows) // 8)
    start = int(rng.integers(1, len(rows) - length))
    stuck = rows[start : start + length]
    for axis in AXES:
        frame.iloc[stuck, frame.columns.get_loc(axis)] = frame[axis].iloc[stuck[0] - 1]
    return fault(
        STUCK, "schema", "x, y, z", stuck, f"User {users[0]}: all three axes repeat one value; nothing was measured."
    )


def _swap(frame: pd.DataFrame, users: list[int]) -> Fault:
    rows = _rows(frame, users[0])
    places = [frame.columns.get_loc(axis) for axis in ("x", "y")]
    frame.iloc[rows, places] = frame.iloc[rows, places[::-1]].to_numpy()
    return fault(
        SWAPPED,
        "drift",
        "x, y",
        rows,
        f"User {users[0]}: x and y are exchanged; each value is valid, gravity pulls along the wrong axis.",
    )


def _repeat(frame: pd.DataFrame, users: list[int], rng: np.random.Generator) -> Fault:
    time = frame["timestamp"].to_numpy(copy=True)
    repeated = []
    for user in sorted(users):
        rows = _rows(frame, user)[1:]
        repeated.append(np.sort(rng.choice(rows, size=max(1, len(rows) // 200), replace=False)))
    hit = np.sort(np.concatenate(repeated))
    for row in hit:
        time[row] = time[row - 1]
    frame["timestamp"] = time
    return fault(
        REPEATED, "schema", "timestamp", hit, f"Users {_list(users)}: the row carries the timestamp of the row before."
    )


def _list(users: list[int]) -> str:
    names = [str(user) for user in sorted(users)]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


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
            "time": (np.arange(len(recording)) - began) / WATCH_RATE,
            "ax": ax,
            "ay": ay,
            "az": az,
        }
    )


DATASET = Dataset(
    __name__,
    rows=ROWS,
    generate=generate,
    read=read,
    shipped=Shipped(
        files=(
            File(
                "watch_exercises.npz.xz", "142e5ac66fc484d3231fa7d926946d3ef70311262409b19d2781eb577f5e5c56", 1_750_024
            ),
        ),
        rows=244_102,
        url="https://pypi.org/project/seglearn/1.2.5/",
        licence="BSD-3-Clause",
        licence_page="https://github.com/dmbee/seglearn/blob/master/LICENSE",
        licence_texts=("watch_exercises.BSD-3-Clause.txt",),
        citation="Burns, D. M., Leung, N., Hardisty, M., Whyne, C. M., Henry, P. and McLachlin, S. (2018). Shoulder "
        "physiotherapy exercise recognition: machine learning the inertial signals from a smartwatch. "
        "arXiv 1802.01489.",
        changes="The pickle of the package seglearn 1.2.5 became arrays of whole millionths of g, in which the "
        "original is written too; the gyroscope was left out.",
    ),
    embedded=GENERATED,
    withheld='The original of "motion" (WISDM: Kwapisz, J. R., Weiss, G. M. and Moore, S. A. (2010). Activity '
    "Recognition using Cell Phone Accelerometers. https://www.cis.fordham.edu/wisdm/dataset.php) is not in "
    "the registry, because no SHA-256 of its archive is known by which a copy could be checked: use "
    'source="embedded".',
)
