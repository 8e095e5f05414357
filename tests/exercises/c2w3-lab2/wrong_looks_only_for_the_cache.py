def out_of_date(store, report):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE]
    return any(each.last_known_state == pb.Execution.CACHED for each in store.get_executions_by_id(makers))
