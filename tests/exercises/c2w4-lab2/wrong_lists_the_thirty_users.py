def side_of(user, share):
    return "test" if user in test_users else "train"
