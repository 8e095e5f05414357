def side_of(user, share):
    return "test" if np.random.default_rng([user, int(1000 * share)]).random() < share else "train"
