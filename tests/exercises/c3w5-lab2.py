# %% solution
def keep(X_train, y_train):
    from sklearn.feature_selection import RFE

    rows = StandardScaler().fit_transform(X_train)
    return X_train.columns[RFE(LogisticRegression(max_iter=1000), n_features_to_select=4).fit(rows, y_train).support_]


# %% solution: another way
def keep(X_train, y_train):
    from sklearn.feature_selection import SequentialFeatureSelector

    growing = SequentialFeatureSelector(logistic(), n_features_to_select=4, scoring="neg_log_loss")
    return X_train.columns[growing.fit(X_train, y_train).get_support()]


# %% wrong: the laziest, the first four
def keep(X_train, y_train):
    return X_train.columns[:4]


# %% wrong: the top four of importance
def keep(X_train, y_train):
    return by_importance(X_train, y_train)[:4]


# %% wrong: the top four of importance by another metric
def keep(X_train, y_train):
    total = 0
    for rows, held_out in StratifiedKFold(5, shuffle=True, random_state=SEED).split(X_train, y_train):
        model = logistic().fit(X_train.iloc[rows], y_train.iloc[rows])
        there = X_train.iloc[held_out], y_train.iloc[held_out]
        total += permutation_importance(model, *there, scoring="neg_log_loss", random_state=SEED).importances_mean
    return X_train.columns[np.argsort(-total)[:4]]


# %% wrong: four good columns named by hand
def keep(X_train, y_train):
    return ["proline", "flavanoids", "color_intensity", "alcohol"]


# %% wrong: three named by hand and one chosen
def keep(X_train, y_train):
    from sklearn.feature_selection import f_classif

    strength = pd.Series(f_classif(X_train, y_train)[0], X_train.columns)
    named = ["proline", "flavanoids", "color_intensity"]
    return [*named, strength.drop(named).idxmax()]


# %% wrong: chosen on all rows, whatever it is given
def keep(X_train, y_train):
    from sklearn.feature_selection import RFE

    rows = StandardScaler().fit_transform(X)
    return X.columns[RFE(LogisticRegression(max_iter=1000), n_features_to_select=4).fit(rows, y).support_]


# %% wrong: five columns
def keep(X_train, y_train):
    from sklearn.feature_selection import RFE

    rows = StandardScaler().fit_transform(X_train)
    return X_train.columns[RFE(LogisticRegression(max_iter=1000), n_features_to_select=5).fit(rows, y_train).support_]


# %% wrong: scales the table that it was given
def keep(X_train, y_train):
    from sklearn.feature_selection import RFE

    X_train[:] = StandardScaler().fit_transform(X_train)
    price = LogisticRegression(max_iter=1000)
    return X_train.columns[RFE(price, n_features_to_select=4).fit(X_train, y_train).support_]


# %% wrong: one of each of four groups, the labels not looked at
def keep(X_train, y_train):
    distance = squareform(1 - X_train.corr("spearman").abs(), checks=False)
    group = fcluster(linkage(distance, "average"), 4, "maxclust")
    return [X_train.columns[group == number][0] for number in range(1, 5)]


# %% wrong: four by chance
def keep(X_train, y_train):
    return list(np.random.default_rng(len(X_train)).choice(X_train.columns, 4, replace=False))
