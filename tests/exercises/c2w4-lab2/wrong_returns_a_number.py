def side_of(user, share):
    return int(np.random.default_rng(user).random() < share)
