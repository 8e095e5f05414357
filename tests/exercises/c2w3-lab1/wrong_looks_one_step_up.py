def used_by_the_maker_of(store, artifact_id):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([artifact_id]) if e.type in MADE]
    return {e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED}


def judged_itself(store, report):
    used = used_by_the_maker_of(store, report)
    return any(used & used_by_the_maker_of(store, each) for each in used)
