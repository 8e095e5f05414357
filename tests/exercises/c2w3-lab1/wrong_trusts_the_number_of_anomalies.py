def judged_itself(store, report):
    return store.get_artifacts_by_id([report])[0].properties["columns"].int_value == 0
