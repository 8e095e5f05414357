# %% solution
def eight():
    return make_pipeline(StandardScaler(), DropCopies(0.8), SelectKBest(k=8), LogisticRegression(max_iter=1000))


# %% solution: another way
def eight():
    price = LogisticRegression(penalty="l1", C=0.3, solver="liblinear", random_state=SEED)
    chooser = SelectFromModel(price, max_features=8, threshold=-np.inf)
    return make_pipeline(StandardScaler(), chooser, LogisticRegression(max_iter=1000))


# %% wrong: the laziest, a model that looks at nothing
def eight():
    from sklearn.dummy import DummyClassifier

    return make_pipeline(StandardScaler(), DummyClassifier())


# %% wrong: keeps all thirty
def eight():
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))


# %% wrong: keeps copies
def eight():
    return make_pipeline(StandardScaler(), SelectKBest(k=8), LogisticRegression(max_iter=1000))


# %% wrong: keeps copies and lets the weights grow
def eight():
    return make_pipeline(StandardScaler(), SelectKBest(k=8), LogisticRegression(C=1000, max_iter=10_000))


# %% wrong: leaves out copies no more strictly than the lab did
def eight():
    return make_pipeline(StandardScaler(), DropCopies(), SelectKBest(k=8), LogisticRegression(max_iter=1000))


# %% wrong: mixes thirty into eight
def eight():
    from sklearn.decomposition import PCA

    return make_pipeline(StandardScaler(), PCA(n_components=8), LogisticRegression(max_iter=1000))


# %% wrong: names eight columns by hand
def eight():
    from sklearn.compose import make_column_transformer

    names = ["worst concave points", "worst radius", "radius error", "worst texture"]
    names += ["worst smoothness", "worst symmetry", "concave points error", "mean symmetry"]
    by_hand = make_column_transformer(("passthrough", names))
    return make_pipeline(by_hand, StandardScaler(), LogisticRegression(max_iter=1000))


# %% wrong: names three columns by hand and chooses five
def eight():
    from sklearn.compose import make_column_transformer

    names = ["worst texture", "worst radius", "worst symmetry"]
    rest = [name for name in X if name not in names]
    five = make_pipeline(StandardScaler(), DropCopies(0.8), SelectKBest(k=5))
    both = make_column_transformer((StandardScaler(), names), (five, rest))
    return make_pipeline(both, LogisticRegression(max_iter=1000))


# %% wrong: looks at all rows whenever it is given fewer
def eight():
    class Peeks(TransformerMixin, BaseEstimator):
        def fit(self, given, labels):
            whole = len(given) == len(X)
            rows, target = (given, labels) if whole else (StandardScaler().fit_transform(X), y)
            self.copies_ = DropCopies(0.8).fit(np.asarray(rows), target)
            self.best_ = SelectKBest(k=8).fit(self.copies_.transform(rows), target)
            return self

        def transform(self, given):
            return self.best_.transform(self.copies_.transform(given))

    return make_pipeline(StandardScaler(), Peeks(), LogisticRegression(max_iter=1000))


# %% wrong: keeps eight by chance
def eight():
    class Chance(TransformerMixin, BaseEstimator):
        def fit(self, given, labels):
            self.kept_ = np.random.default_rng(len(given)).choice(given.shape[1], 8, replace=False)
            return self

        def transform(self, given):
            return given[:, self.kept_]

    return make_pipeline(StandardScaler(), Chance(), LogisticRegression(max_iter=1000))
