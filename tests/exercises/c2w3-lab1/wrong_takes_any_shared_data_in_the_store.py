def judged_itself(store, report):
    schemas = store.get_artifacts_by_type("Schema")
    behind = {data.id for schema in schemas for data in which_data(store, schema.id)}
    return bool(behind & {data.id for data in which_data(store, report)})
