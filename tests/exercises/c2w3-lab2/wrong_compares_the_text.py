def out_of_date(store, report):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE]
    used = [e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED]
    [schema] = [each for each in store.get_artifacts_by_id(used) if each.type == "Schema"]
    imports = [e.execution_id for e in store.get_events_by_artifact_ids([schema.id]) if e.type in MADE]
    files = {each.custom_properties["schema_file"].string_value for each in store.get_executions_by_id(imports)}
    judge = Path(f"{schema.uri}/schema.pbtxt").read_text()
    return any(Path(file).read_text() != judge for file in files - {""})
