# %% solution
import hashlib


def side_of(person, share):
    digest = hashlib.sha256(str(person).encode()).digest()
    return "test" if int.from_bytes(digest[:8], "big") < share * 2**64 else "train"


# %% solution: dice that belong to the person
def side_of(person, share):
    return "test" if np.random.default_rng(person).random() < share else "train"


# %% wrong: the laziest, everybody is trained on
def side_of(person, share):
    return "train"


# %% wrong: draws anew each time
def side_of(person, share):
    return "test" if np.random.default_rng().random() < share else "train"


# %% wrong: draws anew for each share
def side_of(person, share):
    return "test" if np.random.default_rng([person, int(1000 * share)]).random() < share else "train"


# %% wrong: lists the people of today
def side_of(person, share):
    return "test" if person in test_people else "train"


# %% wrong: returns a number
def side_of(person, share):
    return int(np.random.default_rng(person).random() < share)


# %% wrong: hashes with the salt of this process
def side_of(person, share):
    return "test" if hash(str(person)) % 1000 < 1000 * share else "train"


# %% wrong: remembers its dice in this process alone
dice = {}


def side_of(person, share):
    return "test" if dice.setdefault(person, np.random.default_rng().random()) < share else "train"


# %% wrong: takes the last of every hundred
def side_of(person, share):
    return "test" if person % 100 >= 100 * (1 - share) else "train"


# %% wrong: goes by the last digit
def side_of(person, share):
    return "test" if person % 10 < 10 * share else "train"


# %% wrong: goes by the remainder of twenty
def side_of(person, share):
    return "test" if person % 20 < 20 * share else "train"


# %% wrong: goes by the last two digits, stirred
def side_of(person, share):
    return "test" if person * 37 % 100 < 100 * share else "train"


# %% wrong: goes by the remainder of fifty, stirred
def side_of(person, share):
    return "test" if person * 7 % 50 < 50 * share else "train"
