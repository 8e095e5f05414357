"""The people of the generated census: who they are, and each one's chance of earning more than 50K.

Shares and dependences were fitted by hand to the tables of the 1994 census extract (UCI Adult): age sets schooling and
marriage, sex and schooling set the occupation, and all of them set hours, capital gains and the chance.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from courselab.data import sampling

SCHOOLS = (
    "Preschool",
    "1st-4th",
    "5th-6th",
    "7th-8th",
    "9th",
    "10th",
    "11th",
    "12th",
    "HS-grad",
    "Some-college",
    "Assoc-voc",
    "Assoc-acdm",
    "Bachelors",
    "Masters",
    "Prof-school",
    "Doctorate",
)
SCHOOL_SHARES = (0.16, 0.52, 1.02, 1.98, 1.58, 2.87, 3.61, 1.33, 32.25, 22.39, 4.24, 3.28, 16.45, 5.29, 1.77, 1.27)

MARRIAGES = (
    "Never-married",
    "Married-civ-spouse",
    "Divorced",
    "Separated",
    "Widowed",
    "Married-spouse-absent",
    "Married-AF-spouse",
)
AGE_EDGES = (23, 28, 36, 46, 56, 66)
# One row an age band (below 23, 23-27, ... above 65): shares of MARRIAGES in percent, for each sex.
MALE_MARRIAGES = (
    (91, 8, 0.6, 0.2, 0.0, 0.6, 0.07),
    (57, 37, 4, 1, 0.0, 1, 0.07),
    (28, 60, 8.5, 2, 0.1, 1, 0.07),
    (13, 70, 13, 2.5, 0.4, 1.1, 0.05),
    (6, 79, 12, 2, 0.8, 1, 0.05),
    (4, 84, 7.5, 1.5, 2.2, 1, 0.05),
    (4, 83, 4, 1, 7, 1, 0.05),
)
FEMALE_MARRIAGES = (
    (90, 5, 3, 1.5, 0.1, 1, 0.15),
    (62, 16, 12, 5, 0.4, 2, 0.15),
    (38, 20, 26, 8, 1.4, 2, 0.15),
    (21, 19, 41, 9, 4.5, 2.5, 0.1),
    (12, 19, 45, 7, 12.5, 2.5, 0.1),
    (9, 17, 32, 4, 34, 2.5, 0.05),
    (9, 9, 17, 2, 60, 2, 0.05),
)

# Occupation: share in percent, how much a year of schooling adds to its log odds, how much being a woman does.
OCCUPATIONS = {
    "Prof-specialty": (9.5, 0.62, 0.15),
    "Craft-repair": (17.5, -0.13, -2.2),
    "Exec-managerial": (13.5, 0.3, -0.2),
    "Adm-clerical": (10.5, 0.06, 1.4),
    "Sales": (11.5, 0.08, 0.1),
    "Other-service": (8.5, -0.19, 0.9),
    "Machine-op-inspct": (6.8, -0.25, -0.3),
    "Transport-moving": (7.0, -0.2, -2.1),
    "Handlers-cleaners": (5.5, -0.21, -1.3),
    "Farming-fishing": (4.0, -0.16, -2.0),
    "Tech-support": (2.6, 0.13, 0.2),
    "Protective-serv": (2.6, 0.05, -1.3),
    "Priv-house-serv": (0.05, -0.35, 3.4),
    "Armed-Forces": (0.04, 0.0, -2.0),
}
WORKCLASSES = ("Private", "Self-emp-not-inc", "Local-gov", "State-gov", "Self-emp-inc", "Federal-gov", "Without-pay")
WORKCLASS_SHARES = (73.9, 8.3, 6.8, 4.2, 3.6, 3.1, 0.05)

RACES = ("White", "Black", "Asian-Pac-Islander", "Amer-Indian-Eskimo", "Other")
RACE_SHARES_MALE = (88.2, 7.2, 3.2, 0.8, 0.6)
RACE_SHARES_FEMALE = (80.3, 14.4, 3.2, 1.1, 1.0)
HOME = "United-States"
HOME_SHARES = {"White": 93.5, "Black": 91.0, "Asian-Pac-Islander": 30.0, "Amer-Indian-Eskimo": 95.0, "Other": 47.0}
ABROAD = {
    "Asian-Pac-Islander": {
        "Philippines": 28,
        "India": 12,
        "China": 10,
        "Vietnam": 10,
        "South": 11,
        "Japan": 7,
        "Taiwan": 7,
        "Hong": 3,
        "Cambodia": 3,
        "Thailand": 3,
        "Laos": 3,
        "Iran": 2,
    },
    "Black": {
        "Jamaica": 35,
        "Haiti": 22,
        "Trinadad&Tobago": 8,
        "Dominican-Republic": 10,
        "England": 8,
        "Germany": 5,
        "Puerto-Rico": 8,
        "Honduras": 4,
    },
}
ABROAD_ELSE = {
    "Mexico": 34,
    "Germany": 7,
    "Canada": 7,
    "Puerto-Rico": 6,
    "El-Salvador": 6,
    "Cuba": 5,
    "England": 5,
    "Italy": 4,
    "Guatemala": 4,
    "Poland": 4,
    "Columbia": 3,
    "Dominican-Republic": 3,
    "Iran": 2,
    "Portugal": 2,
    "Nicaragua": 2,
    "Peru": 2,
    "France": 2,
    "Greece": 2,
    "Ecuador": 2,
    "Ireland": 1.5,
    "Yugoslavia": 1,
    "Hungary": 1,
    "Scotland": 1,
    "Outlying-US(Guam-USVI-etc)": 1,
}

SMALL_GAINS = (594, 2174, 3103, 3137, 3325, 4064, 4386, 5013, 5178)
LARGE_GAINS = (7298, 7688, 8614, 10520, 14084, 15024, 20051, 27828)
TOP_GAIN = 99_999
LOSSES = (1485, 1564, 1590, 1602, 1672, 1740, 1848, 1876, 1887, 1902, 1977, 2258, 2415)

# Rare but valid: no fault, whatever a schema inferred from little data may say. PLACED are put in, LATE among the last
# fifth of the people only; the shares above bring the others.
PLACED = (
    ("workclass", "Without-pay"),
    ("workclass", "Never-worked"),
    ("native_country", "Hungary"),
    ("native_country", "Scotland"),
    ("native_country", "Outlying-US(Guam-USVI-etc)"),
)
LATE = ("native_country", "Holand-Netherlands")
RARE = (
    *PLACED,
    LATE,
    ("occupation", "Armed-Forces"),
    ("occupation", "Priv-house-serv"),
    ("marital_status", "Married-AF-spouse"),
    ("education", "Preschool"),
)
UNPAID = ("Without-pay", "Never-worked")


def draw(rng: np.random.Generator, count: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return `count` people (every census column but income) and each one's chance of more than 50K, in 0-1."""
    female = rng.random(count) < 0.331
    age = np.minimum(17 + rng.gamma(2.05, 10.9, count).astype(np.int64) - female * rng.integers(0, 4, count), 90)
    age = np.maximum(age, 17)
    school = _schooling(rng, age)
    marriage = _marriages(rng, age, female)
    people = pd.DataFrame(
        {
            "age": age,
            "workclass": _workclass(rng, age, female),
            "fnlwgt": np.clip(np.exp(rng.normal(12.02, 0.56, count)), 12_285, 1_484_705).astype(np.int64),
            "education": np.array(SCHOOLS, dtype=object)[school - 1],
            "education_num": school,
            "marital_status": marriage,
            "occupation": _occupation(rng, school, female),
            "relationship": _relationship(rng, age, female, marriage),
            "race": np.where(
                female,
                sampling.draw(rng, RACES, RACE_SHARES_FEMALE, count),
                sampling.draw(rng, RACES, RACE_SHARES_MALE, count),
            ),
            "sex": np.where(female, "Female", "Male").astype(object),
        }
    )
    people["native_country"] = _country(rng, people["race"].to_numpy())
    people["hours_per_week"] = _hours(rng, people)
    _place_rare(rng, people)
    _lose(rng, people)
    leaning = _leaning(people)
    people["capital_gain"], people["capital_loss"] = _capital(rng, leaning, count)
    leaning += 3.2 * (people["capital_gain"] > 6000) - 1.5 * people["capital_gain"].between(1, 6000)
    leaning += 0.9 * (people["capital_loss"] > 1800)
    return people, 1 / (1 + np.exp(-leaning.to_numpy()))


def _schooling(rng: np.random.Generator, age: np.ndarray) -> np.ndarray:
    """Years of schooling as education_num, 1-16; nobody holds a degree before the age it takes."""
    school = sampling.draw(rng, tuple(range(1, 17)), SCHOOL_SHARES, len(age)).astype(np.int64)
    school = np.where((age < 21) & (school > 10), rng.choice((8, 9, 10, 10), len(age)), school)
    school = np.where((age < 18) & (school > 8), rng.choice((6, 7, 7, 8), len(age)), school)
    return np.where((age < 24) & (school > 13), 13, school)


def _marriages(rng: np.random.Generator, age: np.ndarray, female: np.ndarray) -> np.ndarray:
    band = np.searchsorted(AGE_EDGES, age, side="right")
    shares = np.where(female[:, None], np.array(FEMALE_MARRIAGES)[band], np.array(MALE_MARRIAGES)[band])
    return _draw_each(rng, MARRIAGES, np.log(np.maximum(shares, 1e-9)))


def _draw_each(rng: np.random.Generator, values: tuple, log_weights: np.ndarray) -> np.ndarray:
    """One value a row by that row's log weights (n, len(values)): the largest after adding Gumbel noise."""
    chosen = (log_weights + rng.gumbel(size=log_weights.shape)).argmax(axis=1)
    return np.array(values, dtype=object)[chosen]


def _occupation(rng: np.random.Generator, school: np.ndarray, female: np.ndarray) -> np.ndarray:
    share, years, woman = np.array(list(OCCUPATIONS.values())).T
    weights = np.log(share) + np.outer(school - 10, years) + np.outer(female, woman)
    return _draw_each(rng, tuple(OCCUPATIONS), weights)


def _workclass(rng: np.random.Generator, age: np.ndarray, female: np.ndarray) -> np.ndarray:
    kind = sampling.draw(rng, WORKCLASSES, WORKCLASS_SHARES, len(age))
    own = np.isin(kind, ("Self-emp-not-inc", "Self-emp-inc"))
    employed_after_all = own & (rng.random(len(age)) < np.where(age < 25, 0.7, 0.0) + 0.4 * female)
    older_owner = (kind == "Private") & (age > 45) & (rng.random(len(age)) < 0.08)
    kind[employed_after_all] = "Private"
    kind[older_owner] = "Self-emp-not-inc"
    return kind


def _relationship(rng: np.random.Generator, age: np.ndarray, female: np.ndarray, marriage: np.ndarray) -> np.ndarray:
    """A spouse is a husband or a wife; the others live with parents (the young mostly), relatives, or on their own."""
    luck = rng.random(len(age))
    at_home = np.where(marriage == "Never-married", np.interp(age, (17, 22, 28, 40), (0.95, 0.7, 0.25, 0.12)), 0.04)
    relative = np.where(age < 30, 0.06, 0.04)
    alone = np.where(female & (marriage != "Never-married"), 0.48, 0.8)
    single = np.select(
        [luck < at_home, luck < at_home + relative, rng.random(len(age)) < alone],
        ["Own-child", "Other-relative", "Not-in-family"],
        "Unmarried",
    )
    spouse = np.where(luck < 0.012, "Other-relative", np.where(female, "Wife", "Husband"))
    married = np.isin(marriage, ("Married-civ-spouse", "Married-AF-spouse"))
    return np.where(married, spouse, single).astype(object)


def _country(rng: np.random.Generator, race: np.ndarray) -> np.ndarray:
    country = np.full(len(race), HOME, dtype=object)
    for name, share in HOME_SHARES.items():
        away = np.flatnonzero((race == name) & (rng.random(len(race)) * 100 >= share))
        abroad = ABROAD.get(name, ABROAD_ELSE)
        country[away] = sampling.draw(rng, tuple(abroad), tuple(abroad.values()), len(away))
    return country


def _hours(rng: np.random.Generator, people: pd.DataFrame) -> np.ndarray:
    """Hours a week, 1-99: nearly half of all people say 40; the young and the old work less, managers more."""
    count, age = len(people), people["age"].to_numpy()
    longer = people["occupation"].isin(("Exec-managerial", "Farming-fishing", "Prof-specialty", "Transport-moving"))
    centre = 41.5 + 4 * longer - 3.5 * (people["sex"] == "Female") - 9 * (age < 23) - 11 * (age > 64)
    hours = 5 * np.round(rng.normal(centre, 12.5) / 5)
    odd = rng.random(count) < 0.15
    hours = np.where(odd, hours + rng.integers(-2, 3, count), hours)
    full_time = rng.random(count) < np.where((age < 20) | (age > 64), 0.15, 0.38)
    return np.clip(np.where(full_time, 40, hours), 1, 99).astype(np.int64)


def _place_rare(rng: np.random.Generator, people: pd.DataFrame) -> None:
    """Make sure that the rare valid values occur."""
    count = len(people)
    early, late = np.arange(count - count // 5), np.arange(count - count // 5, count)
    for column, value in PLACED:
        people.loc[rng.choice(early, min(2, len(early)), replace=False), column] = value
    if len(late):
        people.loc[rng.choice(late, 1), LATE[0]] = LATE[1]


def _lose(rng: np.random.Generator, people: pd.DataFrame) -> None:
    """Blank what people did not tell: work and occupation together, and the country."""
    count, age = len(people), people["age"].to_numpy()
    untold = rng.random(count) < np.select([age < 23, age > 60], [0.13, 0.12], 0.034)
    untold &= ~people["workclass"].isin(UNPAID).to_numpy()
    people.loc[untold, ["workclass", "occupation"]] = np.nan
    people.loc[people["workclass"] == "Never-worked", "occupation"] = np.nan
    people.loc[(rng.random(count) < 0.018) & (people["native_country"] == HOME).to_numpy(), "native_country"] = np.nan


def _leaning(people: pd.DataFrame) -> pd.Series:
    """Log odds of more than 50K before capital gains."""
    age, school = people["age"], people["education_num"]
    married = people["marital_status"].isin(("Married-civ-spouse", "Married-AF-spouse"))
    work = (
        people["occupation"]
        .map(
            {
                "Exec-managerial": 0.8,
                "Prof-specialty": 0.5,
                "Tech-support": 0.6,
                "Protective-serv": 0.6,
                "Sales": 0.3,
                "Other-service": -0.9,
                "Farming-fishing": -1.0,
                "Handlers-cleaners": -0.8,
                "Priv-house-serv": -2.5,
                "Machine-op-inspct": -0.3,
            }
        )
        .fillna(0.0)
    )
    unpaid = people["workclass"].isin(UNPAID)
    leaning = -2.25 + 0.36 * (school - 10) + 2.35 * married + 0.03 * (people["hours_per_week"] - 40).clip(-30, 25)
    leaning += work - 0.0028 * (age.clip(17, 75) - 50) ** 2 + 0.15 * (people["sex"] == "Male")
    leaning += people["workclass"].map({"Self-emp-inc": 0.6, "Federal-gov": 0.5}).fillna(0.0)
    return leaning - 9.0 * unpaid - 3.0 * (age < 20)


def _capital(rng: np.random.Generator, leaning: pd.Series, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Capital gain and loss in dollars: zero for most, never both, large gains for those who earn more anyway."""
    chance = 1 / (1 + np.exp(-leaning.to_numpy()))
    luck = rng.random(count)
    gain = np.where(luck < 0.03 + 0.02 * chance, rng.choice(SMALL_GAINS, count), 0)
    gain = np.where(luck > 1 - (0.006 + 0.15 * chance), rng.choice(LARGE_GAINS, count), gain)
    gain = np.where(luck > 1 - (0.0002 + 0.017 * chance), TOP_GAIN, gain)
    loss = np.where((gain == 0) & (rng.random(count) < 0.03 + 0.08 * chance), rng.choice(LOSSES, count), 0)
    return gain.astype(np.int64), loss.astype(np.int64)
