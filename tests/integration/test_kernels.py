"""Warm kernels behave as ordinary ones, and nothing outlives what started it. Every kill here is a real one."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courselab.runner.kernels import address, client, kernelspecs
from courselab.runner.kernels.preload import MODULES
from support.kernels import KERAS, PLAIN, Kernel, SocketManager
from support.runtime import ended, wait_until


@pytest.fixture(scope="module", autouse=True)
def kernelspecs_installed():
    kernelspecs.install()


def test_a_kernel_is_a_fork_that_has_its_imports_behind_it(shared_runtime):
    with Kernel() as kernel:
        assert kernel.pid != kernel.launcher
        assert kernel.run("import sys; print('sklearn' in sys.modules)") == "True"
        assert client.kernel_pid(kernel.launcher) == int(kernel.run("import os; print(os.getpid())"))


def test_each_kernel_has_its_own_folder_environment_random_state_and_temporary_files(shared_runtime, tmp_path):
    shown = "import os, random, tempfile, numpy; print(os.getcwd(), os.environ['OF'], tempfile.gettempdir())"
    dice = "print(random.random(), numpy.random.rand())"
    seen, rolled = [], []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        environment = {**os.environ, "OF": name, "TMPDIR": str(tmp_path / name)}
        with Kernel(cwd=str(tmp_path / name), env=environment) as kernel:
            seen.append(kernel.run(shown))
            rolled.append(kernel.run(dice))
    assert seen == [f"{tmp_path / name} {name} {tmp_path / name}" for name in ("a", "b")]
    assert rolled[0] != rolled[1]


def test_a_figure_is_drawn_inline(shared_runtime):
    with Kernel() as kernel:
        types = []
        kernel.client.execute_interactive(
            "import matplotlib.pyplot as plt; plt.plot([1, 2]); None",
            output_hook=lambda m: types.extend(m["content"].get("data", {})),
        )
        assert "image/png" in types


def test_tables_and_pictures_look_as_in_an_ordinary_kernel(shared_runtime, monkeypatch):
    ask = "import pandas, matplotlib.pyplot; pandas.describe_option(); print(matplotlib.rcParams)"

    def settings(kernel):
        """pandas options as they are now, and matplotlib's; an encoding may be called UTF-8 or utf-8."""
        return re.sub(r"\[default: .*?\] ", "", kernel.run(ask)).casefold()

    with Kernel() as kernel:
        warm = settings(kernel)
    monkeypatch.setenv("COURSELAB_COLD", "1")
    with Kernel() as kernel:
        cold = settings(kernel)
    assert "display.max_columns" in warm and "figure.figsize" in warm
    assert warm == cold


def test_interrupt_restart_and_shutdown(shared_runtime):
    with Kernel() as kernel:
        message = kernel.client.execute("import time; print('in'); time.sleep(60)")
        while kernel.client.get_iopub_msg(timeout=20)["msg_type"] != "stream":
            pass
        kernel.manager.interrupt_kernel()
        reply = kernel.client.get_shell_msg(timeout=20)
        while reply["parent_header"]["msg_id"] != message:  # an answer to `wait_for_ready` may still be in the queue
            reply = kernel.client.get_shell_msg(timeout=20)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        before = (kernel.launcher, kernel.pid)
        kernel.run("left = 1")
        kernel.manager.restart_kernel()
        kernel.client.wait_for_ready(timeout=60)
        assert kernel.run("print(left)") == "NameError"
        ended(*before)
        ends = (kernel.launcher, kernel.pid)
        kernel.manager.shutdown_kernel()
        ended(*ends)


@pytest.mark.parametrize("last_words, status", [("os._exit(3)", 3), ("os.kill(os.getpid(), 9)", -9)])
def test_the_launcher_ends_as_its_kernel_ended(shared_runtime, last_words, status):
    with Kernel() as kernel:
        kernel.client.execute(f"import os; {last_words}")
        wait_until(lambda: kernel.manager.provisioner.process.poll() is not None)
        assert kernel.manager.provisioner.process.returncode == status


def test_a_killed_launcher_takes_its_kernel_and_all_it_started_with_it(shared_runtime):
    with Kernel() as kernel:
        daemon = int(
            kernel.run("import subprocess; print(subprocess.Popen(['sleep', '999'], start_new_session=True).pid)")
        )
        double_fork = "setsid sleep 999 > /dev/null 2>&1 & echo $!"
        orphan = int(kernel.run(f"print(subprocess.run({double_fork!r}, shell=True, stdout=-1, text=True).stdout)"))
        victim = kernel.pid
        assert client.alive(daemon) and client.alive(orphan)
        os.kill(kernel.launcher, signal.SIGKILL)
        ended(victim, daemon, orphan)


def test_a_busy_kernel_that_never_lets_go_of_the_interpreter_ends_with_its_launcher(shared_runtime):
    with Kernel() as kernel:
        victim = kernel.pid
        kernel.client.execute("import re; re.match(r'(a+)+$', 'a' * 60 + 'b')")
        time.sleep(0.5)
        os.kill(kernel.launcher, signal.SIGKILL)
        ended(victim)


def test_a_killed_client_leaves_no_process(shared_runtime, tmp_path):
    script = tmp_path / "client.py"
    script.write_text(
        "import time\n"
        "from jupyter_client.manager import start_new_kernel\n"
        f"manager, _ = start_new_kernel(kernel_name={PLAIN!r})\n"
        "print(manager.provisioner.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    owner = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    started = int(owner.stdout.readline())
    kernel = client.kernel_pid(started)
    assert kernel != started
    owner.kill()
    owner.communicate()
    ended(started, kernel)


def test_ten_kernels_that_ask_together_start_one_fork_server(own_runtime):
    managers = [SocketManager(kernel_name=PLAIN) for _ in range(10)]
    for manager in managers:
        manager.start_kernel()
    try:
        wait_until(lambda: sum(len(server["kernels"]) for server in client.status()) == 10, seconds=60)
        assert len(client.status()) == 1
        assert len(list(own_runtime.glob("*.sock"))) == 1
    finally:
        for manager in managers:
            manager.shutdown_kernel(now=True)


def test_stop_leaves_no_process_and_no_socket(own_runtime):
    with Kernel() as kernel:
        pids = (kernel.launcher, kernel.pid, client.status()[0]["pid"])
        assert client.stop() == [PLAIN]
        ended(*pids)
        assert list(own_runtime.iterdir()) == []


def test_a_killed_fork_server_ends_its_kernels_and_the_next_kernel_starts_another(own_runtime):
    with Kernel() as kernel:
        server, victims = client.status()[0]["pid"], (kernel.launcher, kernel.pid)
        os.kill(server, signal.SIGKILL)
        ended(*victims)
    with Kernel() as kernel:
        assert client.status()[0]["pid"] != server
        assert kernel.run("print(1 + 1)") == "2"


def test_an_idle_fork_server_ends_itself_and_takes_its_socket(own_runtime, monkeypatch):
    monkeypatch.setenv("COURSELAB_KERNEL_IDLE", "1")
    with Kernel() as kernel:
        server = client.status()[0]["pid"]
        time.sleep(2.5)
        assert client.alive(server), "it must not end while a kernel runs"
        assert kernel.run("print(7)") == "7"
    ended(server)
    assert list(own_runtime.glob("*.sock")) == []


@pytest.mark.alone  # to the servers of all other tests it looks as if their packages had changed too
def test_a_fork_server_whose_packages_changed_makes_way_and_its_kernel_keeps_what_they_share(own_runtime, tmp_path):
    """Without a home, matplotlib makes a folder at import, and removes it when the process ends that imported it."""
    (tmp_path / "file").write_text("")
    with Kernel(env={**os.environ, "HOME": str(tmp_path / "file" / "home")}) as kernel:
        folder = Path(kernel.run("import matplotlib; print(matplotlib.get_cachedir())"))
        server = client.status()[0]["pid"]
        os.utime(Path(address.HERE) / "preload.py")
        ended(server)
        assert client.status() == []
        assert kernel.run("print('its kernel goes on')") == "its kernel goes on"
        assert folder.is_dir()


def test_on_a_small_machine_the_next_kind_of_kernel_replaces_the_server_and_spares_its_kernels(
    own_runtime, monkeypatch
):
    monkeypatch.setenv("COURSELAB_MEMORY_LIMIT", str(2 * 1024**3))
    with Kernel(PLAIN) as plain:
        first, kernel = client.status()[0]["pid"], plain.pid
        plain.run("kept = 41")
        with Kernel(KERAS) as keras:
            assert [server["name"] for server in client.status()] == [KERAS]
            assert keras.run("import sys; print('tensorflow' in sys.modules)") == "True"
            assert plain.run("print(kept + 1)") == "42"
            ended(first)
            watcher = psutil.Process(kernel).parent()
            assert client.owns(watcher), "who watches over a retired server's kernel is no lab's to kill"
    ended(kernel, watcher.pid)


def test_a_folder_that_others_can_enter_is_refused_and_the_kernel_is_an_ordinary_one(own_runtime, capfd):
    own_runtime.mkdir(mode=0o755)
    with Kernel() as kernel:
        assert kernel.pid == kernel.launcher
        assert kernel.run("print('still here')") == "still here"
    assert "not a folder that only you can enter" in capfd.readouterr().err


def test_a_server_that_cannot_import_makes_way_for_an_ordinary_kernel(own_runtime, monkeypatch, tmp_path, capfd):
    (tmp_path / "sklearn").mkdir()
    (tmp_path / "sklearn" / "__init__.py").write_text("raise ImportError('broken on purpose')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Kernel() as kernel:
        assert kernel.pid == kernel.launcher
    assert "ended while it was starting" in capfd.readouterr().err


def test_cold_means_one_ordinary_process(own_runtime, monkeypatch):
    monkeypatch.setenv("COURSELAB_COLD", "1")
    with Kernel() as kernel:
        assert kernel.pid == kernel.launcher
        assert kernel.run("import sys; print('sklearn' in sys.modules)") == "False"
        assert client.status() == []


def test_a_kernelspec_is_ordinary_and_says_what_it_preloads(tmp_path):
    for folder in kernelspecs.install(tmp_path):
        content = json.loads((folder / "kernel.json").read_text())
        assert content["argv"][0] == sys.executable and content["argv"][-1] == "{connection_file}"
        assert content["metadata"]["courselab"]["preloads"] == list(MODULES[folder.name])
    assert set(kernelspecs.installed(tmp_path).values()) == {"ok"}
    (folder / "kernel.json").write_text("{}")
    assert kernelspecs.installed(tmp_path)[folder.name] == "stale"


@settings(max_examples=60, deadline=None)
@given(
    prefix=st.sampled_from(address.IMPORT_ENVIRONMENT),
    rest=st.from_regex(r"[A-Z]{1,8}", fullmatch=True),
    values=st.lists(st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True), min_size=2, max_size=2, unique=True),
)
def test_what_is_read_at_import_decides_the_address_and_nothing_else_does(prefix, rest, values):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(prefix + rest, values[0])
        first = address.address(PLAIN)
        patch.setenv("OF_NO_CONCERN_" + rest, values[1])
        assert address.address(PLAIN) == first
        assert address.address(KERAS) != first
        patch.setenv(prefix + rest, values[1])
        assert address.address(PLAIN) != first
