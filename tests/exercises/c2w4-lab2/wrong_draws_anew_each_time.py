def side_of(user, share):
    return "test" if np.random.default_rng().random() < share else "train"
