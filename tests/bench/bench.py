"""Measure `courselab run` against nbdev, ploomber-engine, papermill, nbmake and nbval: the same notebooks, in one go.

    python tests/bench/bench.py --out docs/bench.json            four small TensorFlow notebooks
    python tests/bench/bench.py --labs course3/week1 c1w2-lab1   the course's own labs

papermill, nbmake and nbval start an ordinary `python3` kernel for each notebook. On real labs they start the lab's own
kernelspec with COURSELAB_COLD=1, which makes it an ordinary kernel with the lab's environment.

nbdev and ploomber-engine start no kernel: they execute notebooks in their own processes, so these hold what the
notebooks import. They need a newer IPython than TFMA allows, and live in `tests/bench/rivals` with TensorFlow and a
lock of their own, without TFX and the rest: they take part on the small notebooks alone. Keras imports pandas, SciPy,
scikit-learn and matplotlib where they are installed, as in every lab's environment: so the rivals' lock has them too.
"""

import argparse
import datetime
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from rich.console import Console
from rich.table import Table

from courselab.runner.catalog import Catalog, find_root
from courselab.runner.kernels import client, kernelspecs, warming
from courselab.runner.resources import cores
from courselab.services.environment import Environment

COURSELAB = [sys.executable, "-m", "courselab.runner.cli"]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "-p", "no:cacheprovider"]
OURS = "courselab run --jobs 2"
INCLUDED = f"{OURS}, fork server start included"
RIVALS = Environment("rivals", Path(__file__).parent)
NBDEV = "nbdev-test --n-workers 2"
PLOOMBER = "ploomber-engine, all in one process"
ONE_PROCESS = """
import sys
from pathlib import Path
from ploomber_engine import execute_notebook
for name in sys.argv[2:]:
    execute_notebook(name, Path(sys.argv[1], Path(name).name), progress_bar=False)
"""
NO_TELEMETRY = {"PLOOMBER_STATS_ENABLED": "false", "PLOOMBER_VERSION_CHECK_DISABLED": "1"}
# What this project promises on the small notebooks: no slower with a cold start, four times as fast when warm.
TIMES_AS_FAST = 4
# Four models of the kinds that the labs train, each small enough that the kernel's start is most of the work.
MODELS = {
    "dense": """
x = tf.random.stateless_normal((256, 16), seed=(42, 7))
y = tf.reduce_sum(x, axis=1, keepdims=True)
model = keras.Sequential([keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
print(model.fit(x, y, epochs=1, verbose=0).history["loss"])""",
    "convolution": """
images = tf.random.stateless_uniform((32, 8, 8, 1), seed=(42, 7))
model = keras.Sequential([keras.layers.Conv2D(4, 3, activation="relu"), keras.layers.Flatten(), keras.layers.Dense(10)])
print(model(images).shape, model.count_params())""",
    "gradient": """
weights = tf.Variable(tf.ones((8, 1)))
x = tf.random.stateless_normal((64, 8), seed=(42, 7))
with tf.GradientTape() as tape:
    loss = tf.reduce_mean(tf.square(x @ weights - 1.0))
print(float(loss), tape.gradient(loss, weights).shape)""",
    "pipeline": """
numbers = tf.data.Dataset.range(1000).map(lambda n: n * 2).batch(100).prefetch(1)
print(sum(int(tf.reduce_sum(batch)) for batch in numbers))""",
}


def write_small(folder: Path, kernel: str) -> list[Path]:
    """Write the four small notebooks for `kernel` into `folder`."""
    folder.mkdir()
    return [write_one(folder / f"{name}.ipynb", name, source, kernel) for name, source in MODELS.items()]


def write_one(path: Path, name: str, source: str, kernel: str) -> Path:
    """Write one notebook: a title, the imports, a model."""
    cells = [new_markdown_cell(f"# {name}"), new_code_cell("import keras\nimport tensorflow as tf")]
    cells.append(new_code_cell(source.strip()))
    nb = new_notebook(cells=cells)
    nb.metadata.kernelspec = {"name": kernel, "display_name": kernel, "language": "python"}
    nb.metadata.language_info = {"name": "python"}
    nbformat.write(nb, path)
    return path


def timed(command: list, folder: Path, **environment: str) -> float:
    """Run a command in `folder` and return its wall-clock seconds; RuntimeError with its last words if it fails."""
    began = time.monotonic()
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True
    )
    seconds = time.monotonic() - began
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return seconds


def papermill(files: list[Path], folder: Path, at_once: int, **environment: str) -> float:
    """Execute notebooks with papermill's command, `at_once` at a time as `xargs -P` would; return seconds."""
    began = time.monotonic()
    executed = folder / "executed"
    executed.mkdir(exist_ok=True)
    with ThreadPoolExecutor(at_once) as pool:
        list(
            pool.map(
                lambda file: timed(
                    [sys.executable, "-m", "papermill", "--no-progress-bar", file, executed / file.name],
                    folder,
                    **environment,
                ),
                files,
            )
        )
    return time.monotonic() - began


def others(files: list[Path], folder: Path, **environment: str) -> dict[str, Callable[[], float]]:
    """Return the other tools by name, each a function that runs them and returns seconds."""
    return {
        "papermill, one at a time": lambda: papermill(files, folder, 1, **environment),
        "papermill, two at a time": lambda: papermill(files, folder, 2, **environment),
        "pytest --nbmake -n 2": lambda: timed([*PYTEST, "--nbmake", *files], folder, **environment),
        "pytest --nbval-lax -n 2": lambda: timed([*PYTEST, "--nbval-lax", *files], folder, **environment),
    }


def in_process(files: list[Path], folder: Path) -> dict[str, Callable[[], float]]:
    """Return the tools that execute notebooks without a kernel; `files` lie in a folder with nothing else."""
    executed = folder / "executed_in_process"
    executed.mkdir()
    nbdev = [RIVALS.folder / "bin" / "nbdev-test", files[0].parent, "--n-workers", "2"]
    ploomber = [RIVALS.python, "-c", ONE_PROCESS, executed, *files]
    return {NBDEV: lambda: timed(nbdev, folder), PLOOMBER: lambda: timed(ploomber, folder, **NO_TELEMETRY)}


def missed(seconds: dict[str, float]) -> list[str]:
    """Return which of our promises these seconds of the small notebooks do not keep, in words."""
    wanted = {INCLUDED: (1, "no slower than"), OURS: (TIMES_AS_FAST, f"{TIMES_AS_FAST} times as fast as")}
    return [
        f"{name} took {seconds[name]:.1f} s and should be {words} {NBDEV}, which took {seconds[NBDEV]:.1f} s"
        for name, (times, words) in wanted.items()
        if seconds[name] * times > seconds[NBDEV]
    ]


def start_servers(names: set[str]) -> float:
    """Start the fork servers of these kernelspecs one after another, as their launcher would; return seconds."""
    began = time.monotonic()
    for name in sorted(names):
        problem = warming.ensure([name])[name].problem
        if problem:
            raise RuntimeError(problem)
    return time.monotonic() - began


def ours(files: list[Path], folder: Path) -> float:
    """Execute notebooks with `courselab run`; return seconds."""
    return timed([*COURSELAB, "run", *files, "--jobs", "2", "--fresh", "--out", folder / "runs"], folder)


def compare(courselab: list[Path], names: set[str], folder: Path, tools: dict[str, Callable[[], float]]) -> dict:
    """Run our tool and the others on the same notebooks; return {"notebooks", "seconds", ...} as bench.json has it."""
    console = Console(stderr=True)
    seconds = {}
    for name, tool in tools.items():
        console.print(f"{name} ...")
        seconds[name] = tool()
    client.stop()
    console.print(f"{OURS}, fork server not running ...")
    seconds[INCLUDED] = ours(courselab, folder)
    client.stop()
    started = start_servers(names)
    before = {server["pid"] for server in client.status()}
    console.print(f"{OURS} ...")
    seconds[OURS] = ours(courselab, folder)
    if {server["pid"] for server in client.status()} != before:
        raise RuntimeError("courselab run did not use the fork server that was started for it")
    return {
        "notebooks": [file.stem for file in courselab],
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "fork_server_start_seconds": round(started, 2),
        "times_as_long_as_courselab": {name: round(value / seconds[OURS], 2) for name, value in seconds.items()},
    }


def small(folder: Path) -> dict:
    """Compare on the four small notebooks."""
    courselab = write_small(folder / "warm", "courselab-keras")
    rivals = write_small(folder / "ordinary", "python3")
    tools = others(rivals, folder) | in_process(write_small(folder / "in_process", "python3"), folder)
    return compare(courselab, {"courselab-keras"}, folder, tools)


def labs(selectors: list[str], folder: Path) -> dict:
    """Compare on the course's own labs; nothing of the repository is written."""
    catalog = Catalog.load(find_root())
    chosen = [lab for lab in catalog.select(*selectors) if not lab.needs]
    if not chosen:
        raise SystemExit("bench: no lab to measure")
    (folder / "labs").mkdir()
    copies = [Path(shutil.copy(catalog.root / lab.path, folder / "labs" / f"{lab.id}.ipynb")) for lab in chosen]
    names = {lab.kernel for lab in chosen if lab.kernel in kernelspecs.NAMES}
    return compare(copies, names, folder, others(copies, folder, COURSELAB_COLD="1"))


def machine() -> dict:
    """Return what the figures depend on."""
    return {
        "cores": cores(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load_before": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def show(result: dict, title: str) -> None:
    """Print one comparison as a table, fastest first."""
    table = Table(title=f"{title}: {len(result['notebooks'])} notebooks", title_justify="left")
    table.add_column("tool")
    table.add_column("seconds", justify="right")
    table.add_column("times as long", justify="right")
    for name, seconds in sorted(result["seconds"].items(), key=lambda item: item[1]):
        table.add_row(name, f"{seconds:.1f}", f"{result['times_as_long_as_courselab'][name]:.2f}")
    console = Console()
    console.print(table)
    console.print(f"The fork server alone took {result['fork_server_start_seconds']:.1f} s to start.")


def main() -> int:
    """Measure, print, and write the JSON file; return 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=find_root() / "docs" / "bench.json")
    parser.add_argument("--labs", nargs="*", metavar="SELECT", help="measure on these labs too; none named: on all")
    arguments = parser.parse_args()
    kernelspecs.install()
    if not RIVALS.ready:
        RIVALS.install()
    report = {"date": datetime.date.today().isoformat(), "machine": machine()}
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/tmp") as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder  # fork servers of our own: those of whoever measures go on
        report["small"] = small(Path(folder))
        show(report["small"], "Small TensorFlow notebooks")
        if arguments.labs is not None:
            report["labs"] = labs(arguments.labs, Path(folder))
            show(report["labs"], "Labs")
        client.stop()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(report, indent=1) + "\n")
    print(f"Written: {arguments.out}")
    problems = missed(report["small"]["seconds"])
    for problem in problems:
        print(f"bench: {problem}.", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
