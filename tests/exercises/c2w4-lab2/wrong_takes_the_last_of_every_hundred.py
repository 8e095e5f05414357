def side_of(user, share):
    return "test" if user % 100 >= 100 * (1 - share) else "train"
