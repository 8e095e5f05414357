# %% solution
def choose(blessed):
    return blessed.index(max(blessed))


# %% solution: another way
def choose(blessed):
    return int(np.argmax(blessed)) - len(blessed)


# %% wrong: the latest, as the Resolver has it
def choose(blessed):
    return -1


# %% wrong: the laziest, the first
def choose(blessed):
    return 0


# %% wrong: the lowest
def choose(blessed):
    return blessed.index(min(blessed))


# %% wrong: the one before the latest
def choose(blessed):
    return max(len(blessed) - 2, 0)


# %% wrong: the one in the middle
def choose(blessed):
    return sorted(range(len(blessed)), key=blessed.__getitem__)[len(blessed) // 2]


# %% wrong: the best of the last three
def choose(blessed):
    late = blessed[-3:]
    return len(blessed) - len(late) + late.index(max(late))


# %% wrong: the better of the first and the latest
def choose(blessed):
    return 0 if blessed[0] > blessed[-1] else -1


# %% wrong: an accuracy in place of a position
def choose(blessed):
    return max(blessed)


# %% wrong: the nights of the lab, whatever is given
def choose(blessed):
    return min(2, len(blessed) - 1)


# %% wrong: the position of the best, counted from one
def choose(blessed):
    return min(blessed.index(max(blessed)) + 1, len(blessed) - 1)
