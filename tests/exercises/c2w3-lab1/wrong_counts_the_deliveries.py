def judged_itself(store, report):
    return len(which_data(store, report)) == 1
