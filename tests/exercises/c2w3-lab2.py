# %% solution
def out_of_date(store, report):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE]
    used = [e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED]
    [schema] = [each for each in store.get_artifacts_by_id(used) if each.type == "Schema"]
    imports = [e.execution_id for e in store.get_events_by_artifact_ids([schema.id]) if e.type in MADE]
    files = {each.custom_properties["schema_file"].string_value for each in store.get_executions_by_id(imports)}
    judge = tfdv.load_schema_text(f"{schema.uri}/schema.pbtxt")
    try:
        return any(tfdv.load_schema_text(file) != judge for file in files - {""})
    except (tf.errors.NotFoundError, text_format.ParseError):
        return True


# %% solution: step by step
def means(file):
    """What a schema file says, or None where it says nothing."""
    if not Path(file).exists():
        return None
    try:
        return text_format.Parse(Path(file).read_text(), schema_pb2.Schema())
    except text_format.ParseError:
        return None


def out_of_date(store, report):
    for event in store.get_events_by_execution_ids([maker.id for maker in makers_of(report)]):
        [artifact] = store.get_artifacts_by_id([event.artifact_id])
        if event.type in USED and artifact.type == "Schema":
            for maker in makers_of(artifact.id):
                file = maker.custom_properties["schema_file"].string_value
                if file and means(file) != means(f"{artifact.uri}/schema.pbtxt"):
                    return True
    return False


# %% wrong: the laziest, nothing is ever out of date
def out_of_date(store, report):
    return False


# %% wrong: knows the reports by their names
def out_of_date(store, report):
    return report == report_2.id


# %% wrong: knows the reports by their names, and looks for one limit in the text
def out_of_date(store, report):
    file = Path("schemas/census_v2.pbtxt")
    return report == report_2.id or (report == report_4.id and not (file.exists() and "max: 99" in file.read_text()))


# %% wrong: compares the text
def out_of_date(store, report):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE]
    used = [e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED]
    [schema] = [each for each in store.get_artifacts_by_id(used) if each.type == "Schema"]
    imports = [e.execution_id for e in store.get_events_by_artifact_ids([schema.id]) if e.type in MADE]
    files = {each.custom_properties["schema_file"].string_value for each in store.get_executions_by_id(imports)}
    place = f"{schema.uri}/schema.pbtxt"
    try:
        return any(Path(file).read_text() != Path(place).read_text() for file in files - {""})
    except FileNotFoundError:
        return True


# %% wrong: compares one limit
def out_of_date(store, report):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE]
    used = [e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED]
    [schema] = [each for each in store.get_artifacts_by_id(used) if each.type == "Schema"]
    imports = [e.execution_id for e in store.get_events_by_artifact_ids([schema.id]) if e.type in MADE]
    files = {each.custom_properties["schema_file"].string_value for each in store.get_executions_by_id(imports)}
    place = f"{schema.uri}/schema.pbtxt"
    try:
        top = [
            tfdv.get_feature(tfdv.load_schema_text(each), "hours_per_week").int_domain.max
            for each in [place, *files - {""}]
        ]
        return len(set(top)) > 1
    except (tf.errors.NotFoundError, text_format.ParseError):
        return True


# %% wrong: compares the limits of the numbers alone
def out_of_date(store, report):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE]
    used = [e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED]
    [schema] = [each for each in store.get_artifacts_by_id(used) if each.type == "Schema"]
    imports = [e.execution_id for e in store.get_events_by_artifact_ids([schema.id]) if e.type in MADE]
    files = {each.custom_properties["schema_file"].string_value for each in store.get_executions_by_id(imports)}
    place = f"{schema.uri}/schema.pbtxt"
    try:
        said = [tfdv.load_schema_text(each) for each in [place, *files - {""}]]
        limits = [[(f.int_domain.min, f.int_domain.max) for f in each.feature] for each in said]
        return any(each != limits[0] for each in limits)
    except (tf.errors.NotFoundError, text_format.ParseError):
        return True


# %% wrong: compares the features and forgets the domains
def out_of_date(store, report):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE]
    used = [e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED]
    [schema] = [each for each in store.get_artifacts_by_id(used) if each.type == "Schema"]
    imports = [e.execution_id for e in store.get_events_by_artifact_ids([schema.id]) if e.type in MADE]
    files = {each.custom_properties["schema_file"].string_value for each in store.get_executions_by_id(imports)}
    place = f"{schema.uri}/schema.pbtxt"
    try:
        said = [list(tfdv.load_schema_text(each).feature) for each in [place, *files - {""}]]
        return any(each != said[0] for each in said)
    except (tf.errors.NotFoundError, text_format.ParseError):
        return True


# %% wrong: dies when the file is gone or broken
def out_of_date(store, report):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([report]) if e.type in MADE]
    used = [e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED]
    [schema] = [each for each in store.get_artifacts_by_id(used) if each.type == "Schema"]
    imports = [e.execution_id for e in store.get_events_by_artifact_ids([schema.id]) if e.type in MADE]
    files = {each.custom_properties["schema_file"].string_value for each in store.get_executions_by_id(imports)}
    judge = tfdv.load_schema_text(f"{schema.uri}/schema.pbtxt")
    return any(tfdv.load_schema_text(file) != judge for file in files - {""})


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
