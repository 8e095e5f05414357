# %% solution
def runs_needed(gain, deviation):
    runs = 2
    while power(runs, gain, deviation) < 0.8:
        runs += 1
    return runs


# %% solution: another way, by the formula for two groups, with the rule's two standard errors
def runs_needed(gain, deviation):
    from math import ceil
    from statistics import NormalDist

    return ceil(2 * ((2 + NormalDist().inv_cdf(0.8)) * deviation / gain) ** 2) + 1


# %% wrong: the laziest, five as everywhere
def runs_needed(gain, deviation):
    return 5


# %% wrong: a large number to be safe
def runs_needed(gain, deviation):
    return 500


# %% wrong: until two standard errors equal the gain, so it shows in half of the comparisons
def runs_needed(gain, deviation):
    return max(2, int(np.ceil(2 * (2 * deviation / gain) ** 2)))


# %% wrong: as if only one of the two networks moved
def runs_needed(gain, deviation):
    return max(2, int(np.ceil(((2 + 0.84) * deviation / gain) ** 2)))


# %% wrong: the deviation is not squared
def runs_needed(gain, deviation):
    return max(2, int(np.ceil(16 * deviation / gain)))


# %% wrong: no whole number
def runs_needed(gain, deviation):
    return 16.1 * (deviation / gain) ** 2 + 1


# %% wrong: gain and deviation changed places
def runs_needed(gain, deviation):
    return max(2, int(np.ceil(16.1 * (gain / deviation) ** 2)) + 1)


# %% wrong: only for the gain and the deviation of this lab
def runs_needed(gain, deviation):
    return int(np.ceil(16.1 * (pooled / 0.005) ** 2)) + 1
