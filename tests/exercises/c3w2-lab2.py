# %% solution
def squeeze():
    from sklearn.feature_selection import SelectKBest

    return make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), SelectKBest(k=5))


# %% solution: another way
def squeeze():
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    return make_pipeline(SimpleImputer(strategy="median"), LinearDiscriminantAnalysis())


# %% wrong: the laziest, the first five columns
def squeeze():
    from sklearn.compose import make_column_transformer

    return make_column_transformer((SimpleImputer(strategy="median"), list(values.columns[:5])))


# %% wrong: five components, as in the lab
def squeeze():
    return reduced(5)


# %% wrong: five components of columns as they are
def squeeze():
    return reduced(5, scale=False)


# %% wrong: fifteen components
def squeeze():
    return reduced(15)


# %% wrong: five columns that medicine would name for the first question
def squeeze():
    from sklearn.compose import make_column_transformer

    names = ["age", "sex", "systolic_bp", "serum_albumin", "sedimentation_rate"]
    return make_column_transformer((SimpleImputer(strategy="median"), names))


# %% wrong: knows the answers to the first question by heart
def squeeze():
    from sklearn.base import BaseEstimator, TransformerMixin

    class Risk(TransformerMixin, BaseEstimator):
        def fit(self, X, y=None):
            model = make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), LogisticRegression(max_iter=2000))
            self.model_ = model.fit(values, died)
            return self

        def transform(self, X):
            return self.model_.predict_proba(X)[:, 1:]

    return make_pipeline(Risk())


# %% wrong: five random directions
def squeeze():
    filled = SimpleImputer(strategy="median")
    return make_pipeline(filled, StandardScaler(), GaussianRandomProjection(5, random_state=SEED))


# %% wrong: leaves out the people with gaps
def squeeze():
    from sklearn.preprocessing import FunctionTransformer

    return make_pipeline(FunctionTransformer(lambda frame: frame.dropna()), StandardScaler(), PCA(5))


# %% wrong: five columns named by hand for all that was asked so far
def squeeze():
    from sklearn.compose import make_column_transformer

    names = ["age", "sex", "systolic_bp", "serum_albumin", "bmi"]
    return make_column_transformer((SimpleImputer(strategy="median"), names))
