# %% solution
def out_of_date(store, report):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE]
    used = [e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED]
    [schema] = [each for each in store.get_artifacts_by_id(used) if each.type == "Schema"]
    imports = [e.execution_id for e in store.get_events_by_artifact_ids([schema.id]) if e.type in MADE]
    files = {each.custom_properties["schema_file"].string_value for each in store.get_executions_by_id(imports)}
    judge = tfdv.load_schema_text(f"{schema.uri}/schema.pbtxt")
    return any(tfdv.load_schema_text(file) != judge for file in files - {""})


# %% solution: step by step
def makers(store, artifact):
    return [e.execution_id for e in store.get_events_by_artifact_ids([artifact]) if e.type in MADE]


def out_of_date(store, report):
    for event in store.get_events_by_execution_ids(makers(store, report)):
        [artifact] = store.get_artifacts_by_id([event.artifact_id])
        if event.type in USED and artifact.type == "Schema":
            for maker in store.get_executions_by_id(makers(store, artifact.id)):
                file = maker.custom_properties["schema_file"].string_value
                if file and tfdv.load_schema_text(file) != tfdv.load_schema_text(f"{artifact.uri}/schema.pbtxt"):
                    return True
    return False


# %% wrong: compares the text
def out_of_date(store, report):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE]
    used = [e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED]
    [schema] = [each for each in store.get_artifacts_by_id(used) if each.type == "Schema"]
    imports = [e.execution_id for e in store.get_events_by_artifact_ids([schema.id]) if e.type in MADE]
    files = {each.custom_properties["schema_file"].string_value for each in store.get_executions_by_id(imports)}
    judge = Path(f"{schema.uri}/schema.pbtxt").read_text()
    return any(Path(file).read_text() != judge for file in files - {""})


# %% wrong: compares with the newest file
def out_of_date(store, report):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE]
    used = [e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED]
    [schema] = [each for each in store.get_artifacts_by_id(used) if each.type == "Schema"]
    newest = tfdv.load_schema_text("schemas/census_v2.pbtxt")
    return tfdv.load_schema_text(f"{schema.uri}/schema.pbtxt") != newest


# %% wrong: looks only for the cache
def out_of_date(store, report):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE]
    return any(each.last_known_state == pb.Execution.CACHED for each in store.get_executions_by_id(makers))


# %% wrong: takes any schema upstream
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


# %% wrong: takes the newest schema
def out_of_date(store, report):
    schema = store.get_artifacts_by_type("Schema")[-1]
    imports = [e.execution_id for e in store.get_events_by_artifact_ids([schema.id]) if e.type in MADE]
    files = {each.custom_properties["schema_file"].string_value for each in store.get_executions_by_id(imports)}
    judge = tfdv.load_schema_text(f"{schema.uri}/schema.pbtxt")
    return any(tfdv.load_schema_text(file) != judge for file in files - {""})
