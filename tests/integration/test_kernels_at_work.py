"""What a notebook does in a warm kernel comes out as in an ordinary one: pools of workers, paths, settings, exits."""

import os
from pathlib import Path

import pytest

from courselab.runner.kernels import client, kernelspecs
from support.kernels import KERAS, PLAIN, Kernel
from support.runtime import ended, wait_until


@pytest.fixture(scope="module", autouse=True)
def kernelspecs_installed():
    kernelspecs.install()


@pytest.mark.parametrize("method", ["spawn", "forkserver", "fork"])
def test_a_pool_of_workers_finds_the_module_beside_the_notebook(shared_runtime, tmp_path, method):
    (tmp_path / "beside.py").write_text("def double(x):\n    return 2 * x\n")
    with Kernel(cwd=str(tmp_path)) as kernel:
        code = (
            "import beside, multiprocessing\n"
            f"with multiprocessing.get_context({method!r}).Pool(2) as pool: print(pool.map(beside.double, [1, 2]))"
        )
        assert kernel.run(code) == "[2, 4]"


def test_joblib_finds_the_module_beside_the_notebook(shared_runtime, tmp_path):
    (tmp_path / "beside.py").write_text("def double(x):\n    return 2 * x\n")
    with Kernel(cwd=str(tmp_path)) as kernel:
        code = "import beside, joblib; print(joblib.Parallel(2)(joblib.delayed(beside.double)(x) for x in (1, 2)))"
        assert kernel.run(code) == "[2, 4]"


def test_a_relative_search_path_is_that_of_the_clients_folder(own_runtime, tmp_path, monkeypatch):
    """Two projects may both say PYTHONPATH=src, and mean two folders."""
    monkeypatch.setenv("PYTHONPATH", "src")
    for project in ("one", "two"):
        (tmp_path / project / "src").mkdir(parents=True)
        (tmp_path / project / "src" / "ours.py").write_text(f"NAME = {project!r}")
        with Kernel(cwd=str(tmp_path / project)) as kernel:
            code = "import os, ours, sys; print(ours.NAME, os.environ['PYTHONPATH'], sys.path[0])"
            assert kernel.run(code) == f"{project} src {tmp_path / project / 'src'}"
            assert kernel.pid != kernel.launcher
    assert len(client.status()) == 2


def test_what_an_import_registered_for_the_end_spares_what_kernels_share(own_runtime, tmp_path):
    """Without a home, matplotlib makes a folder at import and removes it at exit: the server's exit, not a kernel's."""
    (tmp_path / "file").write_text("")
    homeless = {**os.environ, "HOME": str(tmp_path / "file" / "home")}
    ask = "import matplotlib; print(matplotlib.get_cachedir())"
    folders = []
    for _ in range(2):
        with Kernel(env=homeless) as kernel:
            folders.append(kernel.run(ask))
            assert kernel.pid != kernel.launcher
            assert Path(folders[-1]).is_dir()
            kernel.manager.shutdown_kernel()  # a regular end, with all that runs at one
            ended(kernel.launcher)
    assert folders[0] == folders[1]
    client.stop()
    assert not Path(folders[0]).exists()


def test_a_kernel_runs_its_own_exit_handlers(shared_runtime, tmp_path):
    with Kernel() as kernel:
        kernel.run(f"import atexit, pathlib; atexit.register(pathlib.Path({str(tmp_path / 'gone')!r}).touch)")
        kernel.run("import tempfile; kept = tempfile.TemporaryDirectory()")
        folder = Path(kernel.run("print(kept.name)"))
        kernel.manager.shutdown_kernel()
        wait_until((tmp_path / "gone").exists)
        wait_until(lambda: not folder.exists())


THREADS = "print(sorted({p['num_threads'] for p in threadpoolctl.threadpool_info() if p['user_api'] in (API,)}))"


@pytest.mark.parametrize("variable, api", [("OPENBLAS_NUM_THREADS", "blas"), ("OMP_NUM_THREADS", "openmp")])
def test_threads_that_the_first_cell_sets_are_applied(shared_runtime, monkeypatch, variable, api):
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    with Kernel() as kernel:
        assert kernel.run(f"import os; os.environ[{variable!r}] = '1'") == ""
        assert kernel.run(f"import numpy, sklearn.linear_model, threadpoolctl; API = {api!r}; {THREADS}") == "[1]"


def test_settings_of_libraries_that_the_first_cell_sets_are_applied(shared_runtime):
    with Kernel() as kernel:
        assert kernel.run("import os; os.environ.update(SKLEARN_ASSUME_FINITE='1', MPLBACKEND='svg')") == ""
        assert kernel.run("import sklearn; print(sklearn.get_config()['assume_finite'])") == "True"
        assert kernel.run("import matplotlib; print(matplotlib.get_backend())") == "svg"


def test_settings_that_the_client_sets_are_those_of_the_imports(own_runtime, monkeypatch):
    monkeypatch.setenv("SKLEARN_ASSUME_FINITE", "1")
    with Kernel() as kernel:
        assert kernel.run("import sklearn; print(sklearn.get_config()['assume_finite'])") == "True"
        assert kernel.pid != kernel.launcher


def test_a_variable_that_comes_too_late_is_told_once(own_runtime):
    late = "import os; os.environ['TF_ENABLE_ONEDNN_OPTS'] = '1'"
    with Kernel(PLAIN) as kernel:
        assert kernel.run(late) == "", "this kernel has not imported TensorFlow yet, so the variable is in time"
        assert kernel.run("import google.protobuf") == "", "what a cell imports has read what was set before"
        reads = "os.environ['GRPC_VERBOSITY'] = 'ERROR'; import grpc"
        assert kernel.run(reads) == "", "set and read in one cell"
    with Kernel(KERAS) as kernel:
        said = kernel.run(late)
        assert "TF_ENABLE_ONEDNN_OPTS has no effect here: tensorflow read it" in said
        assert "COURSELAB_COLD=1" in said
        assert kernel.run(late) == ""
        assert kernel.run("os.environ['CUDA_VISIBLE_DEVICES'] = ''") == "", "the driver has not read it yet"


def test_the_debugger_that_came_with_the_server_starts_in_the_kernel(shared_runtime):
    """Its modules are imported before the fork; its adapter is a process of each kernel."""
    with Kernel() as kernel:
        assert debug(kernel, "debugInfo")["isStarted"] is False
        able = debug(kernel, "initialize", clientID="test", linesStartAt1=True, columnsStartAt1=True)
        assert able["supportsConditionalBreakpoints"]
        assert debug(kernel, "debugInfo")["isStarted"] is True


def debug(kernel, command, **arguments):
    """Ask a kernel's debugger as JupyterLab does; return the body of its answer."""
    kernel.questions = getattr(kernel, "questions", 0) + 1
    content = {"type": "request", "command": command, "seq": kernel.questions, "arguments": arguments}
    message = kernel.client.session.msg("debug_request", content)
    kernel.client.control_channel.send(message)
    while True:
        reply = kernel.client.get_control_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
            break
    assert reply["content"].get("success", True), reply["content"]
    return reply["content"].get("body") or {}
