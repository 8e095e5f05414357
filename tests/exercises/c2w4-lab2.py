# %% solution
import hashlib


def side_of(user, share):
    digest = hashlib.sha256(str(user).encode()).digest()
    return "test" if int.from_bytes(digest[:8], "big") < share * 2**64 else "train"


# %% solution: dice that belong to the user
def side_of(user, share):
    return "test" if np.random.default_rng(user).random() < share else "train"


# %% wrong: draws anew each time
def side_of(user, share):
    return "test" if np.random.default_rng().random() < share else "train"


# %% wrong: draws anew for each share
def side_of(user, share):
    return "test" if np.random.default_rng([user, int(1000 * share)]).random() < share else "train"


# %% wrong: lists the thirty users
def side_of(user, share):
    return "test" if user in test_users else "train"


# %% wrong: returns a number
def side_of(user, share):
    return int(np.random.default_rng(user).random() < share)


# %% wrong: takes the last of every hundred
def side_of(user, share):
    return "test" if user % 100 >= 100 * (1 - share) else "train"
