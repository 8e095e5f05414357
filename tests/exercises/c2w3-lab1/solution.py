def judged_itself(store, report):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE]
    used = [e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED]
    schema = store.get_artifact_type("Schema").id
    behind = {True: set(), False: set()}
    for each in store.get_artifacts_by_id(used):
        behind[each.type_id == schema] |= {data.id for data in which_data(store, each.id)}
    return bool(behind[True] & behind[False])
