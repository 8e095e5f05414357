def eight():
    from sklearn.compose import make_column_transformer

    names = ["worst radius", "worst concave points", "worst texture", "radius error"]
    names += ["worst smoothness", "mean concave points", "worst symmetry", "worst perimeter"]
    by_hand = make_column_transformer(("passthrough", names))
    return make_pipeline(by_hand, StandardScaler(), LogisticRegression(max_iter=1000))
