def out_of_date(store, report):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE]
    used = [e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED]
    [schema] = [each for each in store.get_artifacts_by_id(used) if each.type == "Schema"]
    newest = tfdv.load_schema_text("schemas/census_v2.pbtxt")
    return tfdv.load_schema_text(f"{schema.uri}/schema.pbtxt") != newest
