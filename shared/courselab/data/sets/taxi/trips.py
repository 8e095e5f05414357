"""Generated taxi trips: a known fare rule and a known tip rule, sorted by time, from 2013 to 2016."""

from __future__ import annotations

import numpy as np
import pandas as pd

from courselab.data import sampling
from courselab.data.faults import Fault
from courselab.data.sets.taxi.faults import plant_faults
from courselab.data.sets.taxi.format import COLUMNS

ROWS = 15_002
# Community area: latitude, longitude, share of the trips in percent.
AREAS = {
    8: (41.8996, -87.6330, 33),
    32: (41.8790, -87.6270, 22),
    28: (41.8810, -87.6570, 9),
    6: (41.9440, -87.6540, 8),
    76: (41.9800, -87.9090, 6),
    7: (41.9220, -87.6480, 6),
    24: (41.9020, -87.6760, 4),
    33: (41.8570, -87.6200, 2),
    3: (41.9660, -87.6550, 2),
    56: (41.7920, -87.7700, 2),
    77: (41.9870, -87.6630, 1.2),
    22: (41.9220, -87.7010, 1.2),
    41: (41.7940, -87.5920, 1),
    1: (42.0090, -87.6690, 0.8),
    16: (41.9530, -87.7240, 0.6),
    49: (41.7090, -87.6220, 0.4),
}
AIRPORTS = {76: 4.0, 56: 2.0}  # surcharge in dollars for a pickup there
FLAG_DROP, A_MILE, A_SECOND = 3.25, 1.80, 0.20 / 36
COMPANIES = {
    "Taxi Affiliation Services": 5176,
    "Dispatch Taxi Affiliation": 1636,
    "Blue Ribbon Taxi Association Inc.": 1090,
    "Choice Taxi Association": 872,
    "Northwest Management LLC": 551,
    "KOAM Taxi Association": 246,
    "Top Cab Affiliation": 132,
    "Chicago Medallion Leasing INC": 60,
    "Chicago Medallion Management": 40,
    np.nan: 5140,
}
PAYMENTS = {"Cash": 66.0, "Credit Card": 33.2, "No Charge": 0.55, "Unknown": 0.2, "Dispute": 0.03, "Pcard": 0.02}
_FIRST, _LAST = 1_356_998_400, 1_483_228_800  # 2013-01-01 and 2017-01-01, UTC
_HOURS = (40, 36, 28, 19, 13, 10, 13, 20, 35, 44, 46, 41, 50, 47, 49, 48, 51, 55, 63, 67, 64, 56, 56, 48)
# Three places an area, as degrees from its centre: the original publishes such points instead of addresses.
_POINTS = np.array([(0.0, 0.0), (0.006, -0.005), (-0.005, 0.006)])
_MILES_A_DEGREE = np.array([69.0, 51.4])  # of latitude and longitude, at Chicago


def generate(rows: int = ROWS, seed: int = 42, plant: bool = True) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Return the generated trips (default 15,002) and the Faults planted into the last fifth.

    Fare = 3.25 + 1.80 a mile + 0.20 a 36 seconds + an airport's surcharge, in dollars, to the nearest 5 cents.
    """
    rng = np.random.default_rng([seed, 2013])
    frame = _trips(rng, rows)
    frame["tips"] = _tips(rng, frame)
    _lose(rng, frame)
    frame = frame[list(COLUMNS)]
    return plant_faults(frame, seed) if plant else (frame, ())


def _trips(rng: np.random.Generator, count: int) -> pd.DataFrame:
    start, end = _areas(rng, count)
    here, there = _point(rng, start), _point(rng, end)
    times = _times(rng, count)
    hour = times // 3600 % 24
    straight = np.abs((here - there) * _MILES_A_DEGREE).sum(axis=1)
    miles = np.maximum(straight * rng.lognormal(0.08, 0.12, count), rng.uniform(0.3, 1.2, count)).round(1)
    rush = np.isin(hour, (7, 8, 9, 16, 17, 18))
    speed = np.where(rush, 9.0, 13.0) + 1.1 * np.minimum(miles, 18)  # miles an hour: long trips use the motorway
    seconds = 60 * np.maximum(1, np.round(60 * miles / speed * rng.lognormal(0.05, 0.18, count) + 1.5))
    surcharge = pd.Series(start).map(AIRPORTS).fillna(0.0).to_numpy()
    date = pd.to_datetime(times, unit="s")
    return pd.DataFrame(
        {
            "pickup_community_area": start.astype(float),
            "dropoff_community_area": end.astype(float),
            "fare": (np.round((FLAG_DROP + A_MILE * miles + A_SECOND * seconds + surcharge) * 20) / 20).round(2),
            "trip_start_month": np.asarray(date.month, dtype=np.int64),
            "trip_start_hour": hour,
            "trip_start_day": np.asarray((date.dayofweek + 1) % 7 + 1, dtype=np.int64),  # 1 is Sunday
            "trip_start_timestamp": times,
            "pickup_latitude": here[:, 0],
            "pickup_longitude": here[:, 1],
            "dropoff_latitude": there[:, 0],
            "dropoff_longitude": there[:, 1],
            "trip_miles": miles,
            "trip_seconds": seconds,
            "pickup_census_tract": np.full(count, np.nan),
            "dropoff_census_tract": 17_031_000_000.0 + end * 10_000 + 100,
            "payment_type": sampling.draw(rng, tuple(PAYMENTS), tuple(PAYMENTS.values()), count),
            "company": sampling.draw(rng, tuple(COMPANIES), tuple(COMPANIES.values()), count),
        }
    )


def _areas(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Where each trip starts and ends, as area numbers; near and busy areas are where most trips go."""
    numbers, places = np.array(list(AREAS)), np.array(list(AREAS.values()))
    start = rng.choice(len(numbers), count, p=places[:, 2] / places[:, 2].sum())
    miles = np.abs((places[:, None, :2] - places[None, :, :2]) * _MILES_A_DEGREE).sum(axis=2)
    weights = np.log(places[:, 2]) - miles / 3.0
    end = (weights[start] + rng.gumbel(size=(count, len(numbers)))).argmax(axis=1)
    return numbers[start], numbers[end]


def _point(rng: np.random.Generator, area: np.ndarray) -> np.ndarray:
    """Latitude and longitude (n, 2) of one of the area's published places."""
    centres = np.array([AREAS[int(number)][:2] for number in area]).reshape(-1, 2)
    return (centres + _POINTS[rng.integers(0, len(_POINTS), len(area))]).round(9)


def _times(rng: np.random.Generator, count: int) -> np.ndarray:
    """Start times in order, in seconds since 1970, to the quarter of an hour, busy in the evening."""
    day = rng.integers(_FIRST // 86_400, _LAST // 86_400, count)
    hours = np.array(_HOURS) / sum(_HOURS)
    return np.sort(day * 86_400 + rng.choice(24, count, p=hours) * 3600 + rng.integers(0, 4, count) * 900)


def _tips(rng: np.random.Generator, frame: pd.DataFrame) -> np.ndarray:
    """The label rule: 95 % of card payers tip a share of the fare around 0.22 (0.25 from an airport and at night,
    0.19 for fares above 20 dollars); who pays otherwise is recorded without a tip."""
    late = frame["trip_start_hour"].isin((20, 21, 22, 23, 0, 1))
    centre = 0.22 + 0.03 * (late | frame["pickup_community_area"].isin(AIRPORTS)) - 0.03 * (frame["fare"] > 20)
    share = np.clip(rng.normal(centre, 0.04), 0.05, 0.5)
    paid = (frame["payment_type"] == "Credit Card") & (rng.random(len(frame)) < 0.95)
    return np.where(paid, (share * frame["fare"] * 20).round() / 20, 0.0).round(2)


def _lose(rng: np.random.Generator, frame: pd.DataFrame) -> None:
    """Blank what the city withholds: where some trips ended, and most of their census tracts."""
    outside, hidden = rng.random(len(frame)) < 0.033, rng.random(len(frame)) < 0.26
    frame.loc[outside, ["dropoff_community_area", "dropoff_latitude", "dropoff_longitude"]] = np.nan
    frame.loc[outside | hidden, "dropoff_census_tract"] = np.nan
