# %% solution
def choose_thresholds(rows):
    return equal_rates(rows, by="education", most=0.22).to_dict()


# %% solution: another way
def choose_thresholds(rows):
    paying = {name: np.sort(some["risk"])[::-1] for name, some in rows[rows["label"] == 0].groupby("education")}
    low, high = 0.0, 0.5  # the share of the paying who are refused, by bisection
    for _ in range(30):
        level = (low + high) / 2
        limits = {name: risks[int(level * len(risks))] for name, risks in paying.items()}
        refused = np.mean(rows["risk"] > rows["education"].map(limits))
        low, high = (low, level) if refused > 0.215 else (level, high)
    return {name: risks[int(low * len(risks))] + 1e-9 for name, risks in paying.items()}


# %% wrong: the laziest, the threshold as it is
def choose_thresholds(rows):
    return dict.fromkeys(rows["education"].unique(), THRESHOLD)


# %% wrong: nobody is refused, so nobody unjustly
def choose_thresholds(rows):
    return dict.fromkeys(rows["education"].unique(), 1.0)


# %% wrong: everybody is refused
def choose_thresholds(rows):
    return dict.fromkeys(rows["education"].unique(), 0.0)


# %% wrong: one threshold that refuses 22 %
def choose_thresholds(rows):
    return dict.fromkeys(rows["education"].unique(), rows["risk"].quantile(0.78))


# %% wrong: the rows given are not looked at
def choose_thresholds(rows):
    return equal_rates(table.iloc[choose], by="education", most=0.22).to_dict()


# %% wrong: the small group is forgotten
def choose_thresholds(rows):
    return equal_rates(rows[rows["education"] != "other"], by="education", most=0.22).to_dict()


# %% wrong: as many refused of each group
def choose_thresholds(rows):
    return rows.groupby("education")["risk"].quantile(0.79).to_dict()


# %% wrong: as many defaulters missed of each group
def choose_thresholds(rows):
    return rows[rows["label"] == 1].groupby("education")["risk"].quantile(0.47).to_dict()


# %% wrong: equal rates at far fewer refusals
def choose_thresholds(rows):
    return equal_rates(rows, by="education", most=0.1).to_dict()


# %% wrong: the mean risk of each group
def choose_thresholds(rows):
    return rows.groupby("education")["risk"].mean().to_dict()
