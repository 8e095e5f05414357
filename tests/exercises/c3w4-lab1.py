# %% solution
def limits(innocent, people):
    from scipy.stats import t

    nights = innocent.shape[1]
    apart = t.ppf(0.005, nights - 1) * np.sqrt(1 + 1 / nights)
    return innocent.mean(axis=1).clip(upper=0) + apart * innocent.std(axis=1)


# %% solution: another way
def limits(innocent, people):
    scale = float(np.sqrt((innocent.pow(2).mul(people, axis=0)).to_numpy().mean()))
    return {name: -3.5 * scale / np.sqrt(size) for name, size in people.items()}


# %% wrong: the laziest, the usual limit
def limits(innocent, people):
    return dict.fromkeys(innocent.index, -0.01)


# %% wrong: the lowest of the nights seen
def limits(innocent, people):
    return innocent.min(axis=1).clip(upper=-1e-6)


# %% wrong: three deviations of five nights
def limits(innocent, people):
    return -3 * innocent.std(axis=1)


# %% wrong: everything is let out
def limits(innocent, people):
    return dict.fromkeys(innocent.index, -1.0)


# %% wrong: nothing may be lost
def limits(innocent, people):
    return dict.fromkeys(innocent.index, 0.0)


# %% wrong: as wide as the widest slice
def limits(innocent, people):
    return dict.fromkeys(innocent.index, float(-10 * innocent.std(axis=1).max()))


# %% wrong: the noise of everybody for each slice
def limits(innocent, people):
    return dict.fromkeys(innocent.index, float(-4 * innocent.loc["everybody"].std()))


# %% wrong: the nights of the lab, whatever is given
def limits(given, people):
    return -4 * innocent.std(axis=1)


# %% wrong: State-gov alone has a limit
def limits(innocent, people):
    return {"State-gov": -4 * innocent.loc["State-gov"].std()}


# %% wrong: fifteen deviations, to be safe
def limits(innocent, people):
    return -15 * innocent.std(axis=1)
