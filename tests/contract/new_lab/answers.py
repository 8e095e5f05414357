# %% solution
def mean(eyes):
    return eyes.mean()


# %% solution: by hand
def mean(eyes):
    return sum(eyes) / len(eyes)


# %% wrong: gives back what came in
def mean(eyes):
    return eyes


# %% wrong: always the same
def mean(eyes):
    return 3.5


# %% wrong: whole numbers
def mean(eyes):
    return round(eyes.mean())


# %% wrong: the middle one
def mean(eyes):
    return eyes.sort_values().iloc[len(eyes) // 2]


# %% wrong: the sum
def mean(eyes):
    return eyes.sum()
