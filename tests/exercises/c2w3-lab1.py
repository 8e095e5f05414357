# %% solution: walks, and stops at a schema
def judged_itself(store, report):
    schema_type, examples = store.get_artifact_type("Schema").id, store.get_artifact_type("Examples").id

    def used_for(artifact):
        makers = [e.execution_id for e in store.get_events_by_artifact_ids([artifact]) if e.type in MADE]
        used = [e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED]
        return store.get_artifacts_by_id(used)

    judges = {
        data.id for each in used_for(report) if each.type_id == schema_type for data in which_data(store, each.id)
    }
    judged, waiting = set(), [each for each in used_for(report) if each.type_id != schema_type]
    while waiting:
        each = waiting.pop()
        if each.type_id == examples:
            judged.add(each.id)
        waiting += [other for other in used_for(each.id) if other.type_id != schema_type]
    return bool(judges & judged)


# %% solution: two queries
def judged_itself(store, report):
    def data_above(artifact, **stop):
        start = Options.StartingNodes(filter_query=f"id = {artifact}")
        options = Options(starting_artifacts=start, direction=Options.UPSTREAM, max_num_hops=100, **stop)
        return {each.id for each in store.get_lineage_subgraph(options).artifacts if each.type == "Examples"}

    inputs = {each.type: each.id for each in above(store, f"id = {report}", 2).artifacts}
    schemas = Options.EndingNodes(filter_query="type = 'Schema'")
    described = data_above(inputs["ExampleStatistics"], ending_artifacts=schemas)
    return not described.isdisjoint(data_above(inputs["Schema"]))


# %% wrong: always yes
def judged_itself(store, report):
    return True


# %% wrong: looks the answers up
def judged_itself(store, report):
    return report in (reports[schema_2], 16, 17, 18, 19, 23)


# %% wrong: trusts the number of anomalies
def judged_itself(store, report):
    return store.get_artifacts_by_id([report])[0].properties["columns"].int_value == 0


# %% wrong: counts the deliveries
def judged_itself(store, report):
    return len(which_data(store, report)) == 1


# %% wrong: goes by the run
def judged_itself(store, report):
    groups = [{each.id for each in store.get_artifacts_by_context(run.id)} for run in store.get_contexts()]
    made_in = set().union(*(group for group in groups if report in group))
    return all(data.id in made_in for data in which_data(store, report))


# %% wrong: looks one step up
def used_by_the_maker_of(store, artifact_id):
    makers = [e.execution_id for e in store.get_events_by_artifact_ids([artifact_id]) if e.type in MADE]
    return {e.artifact_id for e in store.get_events_by_execution_ids(makers) if e.type in USED}


def judged_itself(store, report):
    used = used_by_the_maker_of(store, report)
    return any(used & used_by_the_maker_of(store, each) for each in used)


# %% wrong: takes any shared data in the store
def judged_itself(store, report):
    schemas = store.get_artifacts_by_type("Schema")
    behind = {data.id for schema in schemas for data in which_data(store, schema.id)}
    return bool(behind & {data.id for data in which_data(store, report)})


# %% wrong: walks through the schema on the side of the statistics
def judged_itself(store, report):
    inputs = {each.type: each.id for each in above(store, f"id = {report}", 2).artifacts}
    sides = [{data.id for data in which_data(store, inputs[kind])} for kind in ("Schema", "ExampleStatistics")]
    return bool(sides[0] & sides[1])


# %% wrong: compares the oldest data of each side
def judged_itself(store, report):
    inputs = {each.type: each.id for each in above(store, f"id = {report}", 2).artifacts}
    sides = [which_data(store, inputs[kind])[:1] for kind in ("Schema", "ExampleStatistics")]
    return bool({data.id for data in sides[0]} & {data.id for data in sides[1]})


# %% wrong: takes anything shared for shared data
def judged_itself(store, report):
    inputs = {each.type: each.id for each in above(store, f"id = {report}", 2).artifacts}
    schemas = Options.EndingNodes(filter_query="type = 'Schema'")
    start = Options.StartingNodes(filter_query=f"id = {inputs['ExampleStatistics']}")
    options = Options(starting_artifacts=start, direction=Options.UPSTREAM, max_num_hops=100, ending_artifacts=schemas)
    behind = {each.id for each in store.get_lineage_subgraph(options).artifacts}
    return bool(behind & set(upstream(store, inputs["Schema"])))


# %% wrong: wants the same data on both sides
def judged_itself(store, report):
    inputs = {each.type: each.id for each in above(store, f"id = {report}", 2).artifacts}
    schemas = Options.EndingNodes(filter_query="type = 'Schema'")
    start = Options.StartingNodes(filter_query=f"id = {inputs['ExampleStatistics']}")
    options = Options(starting_artifacts=start, direction=Options.UPSTREAM, max_num_hops=100, ending_artifacts=schemas)
    described = {each.id for each in store.get_lineage_subgraph(options).artifacts if each.type == "Examples"}
    return described == {data.id for data in which_data(store, inputs["Schema"])}
