def eight():
    chooser = feature_selection.SelectKBest(k=8)
    return make_pipeline(StandardScaler(), chooser, LogisticRegression(max_iter=1000))
