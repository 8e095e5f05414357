"""The libraries are quiet in an ordinary kernel, and what the learner's own code causes is not."""

from courselab import quiet
from support.notebooks import run_cells, streamed

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


def test_the_learners_own_warnings_stay(tmp_path):
    [outputs] = run_cells(f"from courselab import lab\nlab.start()\n{OWN}", variables=quiet.ENVIRONMENT)
    text = streamed(outputs, "stderr")
    for words in ("UserWarning: watch out", "DeprecationWarning: old ways", "FutureWarning: soon", "divide by zero",
                  "SettingWithCopyWarning", "my own logger", "my root line"):  # fmt: skip
        assert words in text


def test_heavy_imports_and_what_they_run_are_quiet_in_an_ordinary_kernel(tmp_path):
    module = tmp_path / "own_module.py"
    module.write_text("def preprocessing_fn(inputs):\n    return {'x': inputs['x']}\n")
    cells = run_cells(
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
    assert [streamed(outputs, "stderr") for outputs in cells] == ["", "", "", ""]


def test_tflite_is_quiet_and_what_else_is_written_meanwhile_is_not(monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # a kernel under pytest does not show what C++ writes
    cells = run_cells(
        "from courselab import lab\nimport os, numpy as np, tensorflow as tf, tf_keras\nlab.start()",
        "model = tf_keras.Sequential([tf_keras.layers.InputLayer((4,)), tf_keras.layers.Dense(1)])\n"
        "converter = tf.lite.TFLiteConverter.from_keras_model(model)\n"
        "converter.optimizations = [tf.lite.Optimize.DEFAULT]\n"
        "def sample():\n"
        "    os.write(2, b'written by the sample\\n')\n"
        "    yield [np.ones((1, 4), 'float32')]\n"
        "converter.representative_dataset = sample\n"
        "converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]\n"
        "converter.inference_input_type = converter.inference_output_type = tf.int8\n"
        "content = converter.convert()\n"
        "tf.lite.Interpreter(model_content=content).allocate_tensors()\n"
        "print(len(content) > 100)",
        variables=quiet.ENVIRONMENT,
    )
    assert streamed(cells[1], "stdout") == "True\n"
    assert set(streamed(cells[1], "stderr").splitlines()) == {"written by the sample"}
