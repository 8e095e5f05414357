def eight():
    chooser = feature_selection.RFE(LogisticRegression(max_iter=1000), n_features_to_select=8)
    return make_pipeline(StandardScaler(), chooser, LogisticRegression(max_iter=1000))
