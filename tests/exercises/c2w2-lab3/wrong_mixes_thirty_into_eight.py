def eight():
    from sklearn.decomposition import PCA

    return make_pipeline(StandardScaler(), PCA(n_components=8), LogisticRegression(max_iter=1000))
