"""The libraries are quiet, and what the learner's own code causes is not."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from courselab import quiet

OWN = """
import logging, warnings
import numpy as np, pandas as pd
warnings.warn("watch out")
warnings.warn("old ways", DeprecationWarning)
warnings.warn("soon", FutureWarning)
np.array([1.0]) / np.array([0.0])
frame = pd.DataFrame({"a": [1, 2, 3]})
part = frame[frame["a"] > 1]
part["b"] = 1
logging.getLogger("mine").warning("my own logger")
logging.warning("my root line")
"""


def stderr_of(*sources: str, environment: dict[str, str] | None = None) -> list[str]:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    client = NotebookClient(notebook, kernel_name="python3", timeout=540)
    client.execute(env={**os.environ, **(environment or {})})
    return [
        "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stderr")
        for cell in notebook.cells
    ]


def test_the_learners_own_warnings_stay(tmp_path):
    (text,) = stderr_of(f"from courselab import lab\nlab.start()\n{OWN}", environment=quiet.ENVIRONMENT)
    for words in ("UserWarning: watch out", "DeprecationWarning: old ways", "FutureWarning: soon", "divide by zero",
                  "SettingWithCopyWarning", "my own logger", "my root line"):  # fmt: skip
        assert words in text


def test_heavy_imports_and_what_they_run_are_quiet_in_an_ordinary_kernel(tmp_path):
    module = tmp_path / "own_module.py"
    module.write_text("def preprocessing_fn(inputs):\n    return {'x': inputs['x']}\n")
    texts = stderr_of(
        "from courselab import lab\n"
        "import tensorflow as tf, keras, tf_keras, tensorflow_data_validation as tfdv, tensorflow_transform as tft\n"
        "import tensorflow_model_analysis as tfma, tfx.v1 as tfx, numpy as np, pandas as pd, apache_beam as beam\n"
        "lab.start()",
        "pd.DataFrame({'x': np.arange(9.0), 'y': np.arange(9) % 2}).to_csv('rows.csv', index=False)\n"
        "statistics = tfdv.generate_statistics_from_csv('rows.csv')\n"
        "schema = tfdv.infer_schema(statistics)\n"
        "with beam.Pipeline() as pipeline:\n    pipeline | beam.Create([1]) | beam.Map(str)",
        "model = tf_keras.Sequential([tf_keras.layers.Dense(1)])\nmodel.compile('adam', 'mse')\n"
        "model.fit(np.ones((8, 2)), np.ones(8), verbose=0)\nmodel.save('kept', save_format='tf')\n"
        "model = keras.Sequential([keras.layers.Dense(1)])\nmodel.compile('adam', 'mse')\n"
        "model.fit(np.ones((8, 2)), np.ones(8), verbose=0)",
        "import shutil, os\nos.mkdir('data'); shutil.move('rows.csv', 'data/rows.csv')\n"
        "examples = tfx.components.CsvExampleGen(input_base='data')\n"
        "statistics = tfx.components.StatisticsGen(examples=examples.outputs['examples'])\n"
        "schema = tfx.components.SchemaGen(statistics=statistics.outputs['statistics'])\n"
        "transform = tfx.components.Transform(examples=examples.outputs['examples'],\n"
        f"    schema=schema.outputs['schema'], module_file={str(module)!r})\n"
        "store = tfx.orchestration.metadata.sqlite_metadata_connection_config('store.db')\n"
        "pipeline = tfx.dsl.Pipeline('quiet', 'root', components=[examples, statistics, schema, transform],\n"
        "    metadata_connection_config=store)\n"
        "_ = tfx.orchestration.LocalDagRunner().run(pipeline)",
    )
    assert texts == ["", "", "", ""]


def test_library_lines_on_the_root_logger_are_stopped_and_errors_pass():
    import logging

    chatter = quiet.LibraryChatter()

    def passes(path: str, level: int) -> bool:
        return chatter.filter(logging.LogRecord("root", level, path, 1, "text", None, None))

    assert not passes("/env/lib/python3.11/site-packages/apache_beam/io/tfrecordio.py", logging.WARNING)
    assert passes("/env/lib/python3.11/site-packages/apache_beam/io/tfrecordio.py", logging.ERROR)
    assert passes("/home/me/tfx/pipeline.py", logging.WARNING)
    assert passes("/env/lib/python3.11/site-packages/mine/tfx/x.py", logging.WARNING)


def test_a_failed_module_build_shows_its_output(capfd):
    quiet._check_call([sys.executable, "-c", "print('built')"])
    assert capfd.readouterr() == ("", "")
    try:
        quiet._check_call([sys.executable, "-c", "print('why it broke'); raise SystemExit(3)"])
    except subprocess.CalledProcessError as error:
        assert error.returncode == 3
        assert "why it broke" in capfd.readouterr().err
    else:
        raise AssertionError("a failed command must raise")


def test_the_module_needs_nothing_but_the_standard_library():
    tree = ast.parse(Path(quiet.__file__).read_text())
    top = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = {alias.name.split(".")[0] for node in top if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module.split(".")[0] for node in top if isinstance(node, ast.ImportFrom)}
    assert names <= set(sys.stdlib_module_names)
