"""The question of c2w3-lab1, asked with its own cells of the store that the pipeline of c2w2-lab2 wrote."""

import nbformat
import pytest

from courselab.runner.catalog import Catalog
from support import notebooks

QUESTION = """
from ml_metadata.proto import metadata_store_pb2 as pb

{walk}

archive = open_store()
schema = max(archive.get_artifacts_by_type("Schema"), key=lambda each: each.id)
answer = which_data(archive, schema.id)
made = [e.execution_id for e in archive.get_events_by_artifact_ids([each.id for each in answer]) if e.type in MADE]
bases = [each.properties["input_base"].string_value or each.custom_properties["input_base"].string_value
         for each in archive.get_executions_by_id(made)]
print([upstream(archive, schema.id)[each.id] for each in answer], bases)
"""


def code(lab: str) -> list[str]:
    """The code cells of a lab, its exercise and its record left out."""
    catalog = Catalog.load()
    notebook = nbformat.read(catalog.root / catalog.select(lab)[0].path, 4)
    wanted = (cell for cell in notebook.cells if cell.cell_type == "code")
    return [cell.source for cell in wanted if not {"exercise", "record"} & set(cell.metadata.get("tags", []))]


@pytest.mark.timeout(600)
def test_the_walk_of_one_lab_answers_for_the_pipeline_of_another(tmp_path):
    pipeline = code("c2w2-lab2")
    last = next(number for number, source in enumerate(pipeline) if "cold_seconds = run(" in source)
    walk = [source for source in code("c2w3-lab1") if "def upstream(" in source or "def which_data(" in source]
    assert len(walk) == 2
    functions = [walk[0], walk[1].split("\n\n\n")[0]]  # the second cell goes on to ask its own store
    cells = [*pipeline[: last + 1], QUESTION.format(walk="\n\n".join(functions))]
    notebook = notebooks.execute(notebooks.notebook(*cells, kernel="courselab-tfx"), tmp_path)
    # The newest schema was inferred from statistics, and those computed from the examples read from the folder "clean".
    assert notebook.cells[-1].outputs[0].text.strip().endswith("[2] ['clean']")
