# %% solution
def grouped(values, names, groups):
    of = {name: group for group, members in groups.items() for name in members}
    return pd.DataFrame(values, columns=names).rename(columns=of).T.groupby(level=0).sum().T


# %% solution: another way, group by group
def grouped(values, names, groups):
    shares = dict(zip(names, np.asarray(values).T, strict=True))
    together = {group: sum(shares.pop(name) for name in members) for group, members in groups.items()}
    return pd.DataFrame({**together, **shares})


# %% wrong: the laziest, as it is
def grouped(values, names, groups):
    return pd.DataFrame(values, columns=names)


# %% wrong: sizes are added, so signs are lost
def grouped(values, names, groups):
    of = {name: group for group, members in groups.items() for name in members}
    return pd.DataFrame(np.abs(values), columns=names).rename(columns=of).T.groupby(level=0).sum().T


# %% wrong: the mean of the members
def grouped(values, names, groups):
    of = {name: group for group, members in groups.items() for name in members}
    return pd.DataFrame(values, columns=names).rename(columns=of).T.groupby(level=0).mean().T


# %% wrong: only the groups
def grouped(values, names, groups):
    shares = pd.DataFrame(values, columns=names)
    return pd.DataFrame({group: shares[members].sum(axis=1) for group, members in groups.items()})


# %% wrong: the members stay beside their group
def grouped(values, names, groups):
    shares = pd.DataFrame(values, columns=names)
    return shares.assign(**{group: shares[members].sum(axis=1) for group, members in groups.items()})


# %% wrong: the first member for the group
def grouped(values, names, groups):
    shares = pd.DataFrame(values, columns=names)
    for group, (first, *rest) in groups.items():
        shares = shares.drop(columns=rest).rename(columns={first: group})
    return shares


# %% wrong: adds up, with the group's sum under another name
def grouped(values, names, groups):
    shares = pd.DataFrame(values, columns=names)
    made = {}
    for group, members in groups.items():
        made[group] = shares[members[0]] + 0.5
        made["_".join(members)] = shares[members].sum(axis=1) - made[group]
        shares = shares.drop(columns=members)
    return shares.assign(**made)


# %% wrong: adds up, but the columns have changed places
def grouped(values, names, groups):
    of = {name: group for group, members in groups.items() for name in members}
    made = pd.DataFrame(values, columns=names).rename(columns=of).T.groupby(level=0).sum().T
    return made.set_axis([*made.columns[1:], made.columns[0]], axis=1)


# %% wrong: one importance a group instead of a row a person
def grouped(values, names, groups):
    of = {name: group for group, members in groups.items() for name in members}
    made = pd.DataFrame(values, columns=names).rename(columns=of).T.groupby(level=0).sum().T
    return made.abs().mean().to_frame().T
