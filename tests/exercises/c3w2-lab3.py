# %% solution
def scales(layer, levels):
    largest = np.abs(layer).max(axis=0, keepdims=True)
    return np.where(largest == 0, 1, largest) / levels


# %% solution: another way, column by column
def scales(layer, levels):
    return np.array([max(float(np.max(np.abs(column))), 1e-12) / levels for column in layer.T])


# %% wrong: the laziest, one scale for all
def scales(layer, levels):
    return np.full(layer.shape[1], np.abs(layer).max() / levels)


# %% wrong: a column of zeros has no scale
def scales(layer, levels):
    return np.abs(layer).max(axis=0) / levels


# %% wrong: the largest weight, without its sign
def scales(layer, levels):
    return np.maximum(layer.max(axis=0), 1e-12) / levels


# %% wrong: one step too many
def scales(layer, levels):
    return np.maximum(np.abs(layer).max(axis=0), 1e-12) / (levels + 1)


# %% wrong: from the typical weight, so large ones have no code
def scales(layer, levels):
    return 2 * np.maximum(layer.std(axis=0), 1e-12) / levels


# %% wrong: twice as coarse as needed
def scales(layer, levels):
    return 2 * np.maximum(np.abs(layer).max(axis=0), 1e-12) / levels


# %% wrong: a scale a row
def scales(layer, levels):
    return np.abs(layer).max(axis=1) / levels


# %% wrong: the largest weights themselves
def scales(layer, levels):
    return np.maximum(np.abs(layer).max(axis=0), 1e-12)
