def out_of_date(store, report):
    for schema in store.get_artifacts_by_id(list(upstream(store, report))):
        if schema.type == "Schema":
            judge = tfdv.load_schema_text(f"{schema.uri}/schema.pbtxt")
            makers = [e.execution_id for e in store.get_events_by_artifact_ids([schema.id]) if e.type in MADE]
            for maker in store.get_executions_by_id(makers):
                file = maker.custom_properties["schema_file"].string_value
                if file and tfdv.load_schema_text(file) != judge:
                    return True
    return False
