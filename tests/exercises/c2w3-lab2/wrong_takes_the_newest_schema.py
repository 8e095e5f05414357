def out_of_date(store, report):
    schema = store.get_artifacts_by_type("Schema")[-1]
    imports = [e.execution_id for e in store.get_events_by_artifact_ids([schema.id]) if e.type in MADE]
    files = {each.custom_properties["schema_file"].string_value for each in store.get_executions_by_id(imports)}
    judge = tfdv.load_schema_text(f"{schema.uri}/schema.pbtxt")
    return any(tfdv.load_schema_text(file) != judge for file in files - {""})
