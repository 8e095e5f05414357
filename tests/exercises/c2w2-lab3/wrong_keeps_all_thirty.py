def eight():
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
