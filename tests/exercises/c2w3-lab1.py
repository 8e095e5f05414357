# %% solution
def judged_itself(store, report):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE]
    used = [e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED]
    schema = store.get_artifact_type("Schema").id
    behind = {True: set(), False: set()}
    for each in store.get_artifacts_by_id(used):
        behind[each.type_id == schema] |= {data.id for data in which_data(store, each.id)}
    return bool(behind[True] & behind[False])


# %% solution: what the inputs have in common
def judged_itself(store, report):
    [made] = {e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE}
    inputs = [e.artifact_id for e in store.get_events_by_execution_ids([made]) if e.type in USED]
    sources = [{data.id for data in which_data(store, each)} for each in inputs]
    return len(set().union(*sources)) < sum(map(len, sources))


# %% wrong: counts the deliveries
def judged_itself(store, report):
    return len(which_data(store, report)) == 1


# %% wrong: looks one step up
def used_by_the_maker_of(store, artifact_id):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([artifact_id]) if e.type in MADE]
    return {e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED}


def judged_itself(store, report):
    used = used_by_the_maker_of(store, report)
    return any(used & used_by_the_maker_of(store, each) for each in used)


# %% wrong: takes any shared data in the store
def judged_itself(store, report):
    schemas = store.get_artifacts_by_type("Schema")
    behind = {data.id for schema in schemas for data in which_data(store, schema.id)}
    return bool(behind & {data.id for data in which_data(store, report)})


# %% wrong: trusts the number of anomalies
def judged_itself(store, report):
    return store.get_artifacts_by_id([report])[0].properties["columns"].int_value == 0


# %% wrong: always yes
def judged_itself(store, report):
    return True
