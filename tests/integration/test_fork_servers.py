"""A fork server is nobody's child, keeps nobody waiting, and is told from what hangs under it. All kills are real."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from courselab.ground import settings
from courselab.runner.batch.meter import Usage
from courselab.runner.kernels import address, client, inheritance, kernelspecs, launcher, request, warming
from support.kernels import KERAS, PLAIN, Kernel
from support.runtime import ended, wait_until

LAUNCHER = [sys.executable, "-I", "-S", launcher.__file__]


@pytest.fixture(scope="module", autouse=True)
def kernelspecs_installed():
    kernelspecs.install()


@pytest.fixture
def cannot_import(monkeypatch, tmp_path):
    """An environment in which no server can start."""
    (tmp_path / "sklearn").mkdir()
    (tmp_path / "sklearn" / "__init__.py").write_text("raise ImportError('broken on purpose')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


def starting():
    """The process of a server that is starting, once it is known."""
    wait_until(lambda: [s for s in client.status() if s["state"] == "starting" and s["pid"]])
    return psutil.Process(client.status()[0]["pid"])


def test_a_kernel_that_will_not_wait_leaves_the_server_warming(own_runtime, monkeypatch, capfd):
    """The launcher becomes an ordinary kernel; its server is not its child, and does not end with it."""
    monkeypatch.setenv(settings.KERNEL_PATIENCE, "0.5")
    with Kernel() as kernel:
        server = psutil.Process(client.status()[0]["pid"])
        assert kernel.pid == kernel.launcher
        assert server not in psutil.Process(kernel.launcher).children(recursive=True)
        assert os.getsid(server.pid) != os.getsid(kernel.launcher)
    assert "is not ready yet and goes on warming; this kernel starts as an ordinary one" in capfd.readouterr().err
    ended(kernel.launcher)
    wait_until(lambda: client.status()[0]["state"] == "ready", seconds=120)
    assert client.status()[0]["pid"] == server.pid
    with Kernel() as kernel:
        assert kernel.pid != kernel.launcher


def test_a_patience_that_is_no_number_is_told(own_runtime, monkeypatch, capfd):
    monkeypatch.setenv(settings.KERNEL_PATIENCE, "long")
    with Kernel() as kernel:
        assert kernel.pid == kernel.launcher
    assert "COURSELAB_KERNEL_PATIENCE is 'long', which is no number of seconds" in capfd.readouterr().err


def test_a_server_that_does_not_answer_holds_up_neither_kernels_nor_commands(own_runtime, monkeypatch, capfd):
    with Kernel():
        server = client.status()[0]["pid"]
    os.kill(server, signal.SIGSTOP)
    try:
        monkeypatch.setenv(settings.KERNEL_PATIENCE, "3")
        began = time.monotonic()
        with Kernel("python3") as other:
            assert other.pid == other.launcher, "a kernel that has nothing to do with the server"
        assert [(s["state"], s["pid"]) for s in client.status()] == [("does not answer", server)]
        with Kernel() as kernel:
            assert kernel.pid == kernel.launcher
            assert kernel.run("print(1 + 1)") == "2"
            assert time.monotonic() - began < 60
            os.kill(server, signal.SIGCONT)
            wait_until(lambda: client.status()[0]["state"] == "ready")
            assert client.status()[0]["kernels"] == [], "nobody waits for the kernel that it was asked for"
    finally:
        os.kill(server, signal.SIGCONT)
    assert "the fork server for courselab-plain does not answer" in capfd.readouterr().err


def test_stop_ends_a_server_that_does_not_answer(own_runtime):
    with Kernel() as kernel:
        server = client.status()[0]["pid"]
        os.kill(server, signal.SIGSTOP)
        assert client.stop() == [PLAIN]
        ended(server, kernel.pid, kernel.launcher)
    assert list(own_runtime.iterdir()) == []


def test_whose_a_process_is(own_runtime):
    """A server and the supervisors of its kernels are no lab's; a kernel is, and so are its workers of every kind."""
    with Kernel() as kernel:
        server, watcher = psutil.Process(client.status()[0]["pid"]), psutil.Process(kernel.pid).parent()
        assert client.owns(server) and client.owns(watcher)
        assert not client.owns(psutil.Process(kernel.pid))
        assert not client.owns(psutil.Process(kernel.launcher))
        kernel.run(
            "import multiprocessing, time\n"
            "pools = [multiprocessing.get_context(m).Pool(1) for m in ('fork', 'spawn', 'forkserver')]\n"
            "print([pool.map(abs, [-1]) for pool in pools])"
        )
        workers = psutil.Process(kernel.pid).children(recursive=True)
        assert len(workers) >= 3
        assert [worker.cmdline() for worker in workers if client.owns(worker)] == []


def test_what_a_kernels_processes_leave_behind_is_known_as_the_kernels(own_runtime):
    """It falls to the supervisor, where a meter finds it; it is no stranger among the notebook's own children."""
    with Kernel() as kernel:
        orphan = int(
            kernel.run("import subprocess; print(subprocess.getoutput('sleep 999 > /dev/null 2>&1 & echo $!'))")
        )
        wait_until(lambda: [p.pid for p in client.left_to_supervisor(psutil.Process(kernel.pid))] == [orphan])
        assert psutil.Process(orphan) in Usage(kernel.pid).alive()
        assert orphan not in [child.pid for child in psutil.Process(kernel.pid).children()]
    ended(orphan)


def test_a_retired_servers_kernel_is_watched_over_by_who_is_no_labs(own_runtime):
    with Kernel() as kernel:
        server, victim = client.status()[0]["pid"], kernel.pid
        (own_runtime / Path(address.address(PLAIN, environment(PLAIN))).name).unlink()
        ended(server)
        assert client.owns(psutil.Process(victim).parent())
        assert kernel.pid == victim
        assert kernel.run("print('goes on')") == "goes on"
    ended(victim)


def environment(name):
    """The environment of a kernel of this process."""
    return {**os.environ, **kernelspecs.specification(name)["env"]}


def test_a_server_is_known_from_its_first_moment(own_runtime, tmp_path):
    """Whoever adopts it, as a batch's worker does, looks again and again while it starts."""
    script = tmp_path / "worker.py"
    script.write_text(
        f"""
import json, subprocess, sys, time
import psutil
from courselab.runner import processes
from courselab.runner.kernels import client
processes.answer_for_orphans()
launcher = subprocess.Popen({[*LAUNCHER, PLAIN, str(tmp_path / "connection.json")]!r}, stderr=subprocess.DEVNULL)
seen, own = {{}}, psutil.Process()
while not any(server["state"] == "ready" for server in client.status()):
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        for process in own.children(recursive=True):
            seen.setdefault(process.pid, set()).add(client.owns(process))
server = client.status()[0]["pid"]
print(json.dumps([sorted(seen[server]), psutil.Process(server).ppid() == own.pid,
                  server in [p.pid for p in processes.descendants(own)]]))
processes.kill_children()
print(client.alive(server), flush=True)
launcher.wait()
"""
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[[true], true, false]", "True"]


def test_servers_are_started_beforehand_and_their_progress_is_told(own_runtime):
    told = []
    starts = client.ensure([PLAIN, "python3"], lambda *words: told.append(words))
    assert list(starts) == [PLAIN] and starts[PLAIN].problem is None and starts[PLAIN].seconds > 0
    assert {name for name, _, _ in told} == {PLAIN}
    assert [seconds for _, seconds, _ in told] == sorted(seconds for _, seconds, _ in told)
    shares = [share for _, _, share in told]
    assert shares == sorted(shares) and 0 <= shares[0] < shares[-1] <= 1
    with Kernel() as kernel:
        assert kernel.pid != kernel.launcher
        assert len(client.status()) == 1, "the kernel found the server that was started for it"
    assert client.ensure([PLAIN], lambda *_: pytest.fail("it is ready"))[PLAIN].problem is None


def test_a_server_that_cannot_start_is_told_with_its_last_words(own_runtime, cannot_import):
    problem = client.ensure([PLAIN])[PLAIN].problem
    assert "the fork server for courselab-plain could not start: ImportError: broken on purpose" in problem


def test_a_server_that_stands_still_is_not_waited_for(own_runtime):
    subprocess.run([*LAUNCHER, PLAIN, launcher.START_ONLY], env=environment(PLAIN), check=True, stdout=-3)
    server = starting()
    server.suspend()
    try:
        start = warming.ensure([PLAIN], still_seconds=1.0)[PLAIN]
        assert start.problem == "the fork server for courselab-plain stood still for 1 s"
        assert client.status()[0]["state"] == "starting"
    finally:
        server.resume()


def test_a_kernel_says_with_what_words_its_server_died(own_runtime, cannot_import, capfd):
    with Kernel() as kernel:
        assert kernel.pid == kernel.launcher
    assert "ended while it was starting: ImportError: broken on purpose" in capfd.readouterr().err


def test_of_more_servers_than_memory_holds_the_one_idle_longest_makes_way(own_runtime, monkeypatch):
    monkeypatch.setenv(settings.MEMORY_LIMIT, str(4 * 1024**3))
    servers = []
    for threads in ("1", "2", "3"):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        with Kernel() as kernel:
            servers.append(psutil.Process(kernel.pid).parent().ppid())
    ended(servers[0])
    assert sorted(server["pid"] for server in client.status()) == sorted(servers[1:])


@pytest.mark.parametrize("gb, servers", [(2, 1), (3.9, 1), (4, 2), (8, 4), (64, 8)])
def test_servers_take_half_of_the_memory_at_most(monkeypatch, gb, servers):
    monkeypatch.setenv(settings.MEMORY_LIMIT, str(int(gb * 1024**3)))
    assert warming.capacity() == servers


def test_a_folder_whose_path_is_too_long_for_a_socket_is_named(tmp_path, monkeypatch, capfd):
    deep = tmp_path / ("deep" * 25)
    deep.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    monkeypatch.delenv(settings.COLD, raising=False)
    with Kernel() as kernel:
        assert kernel.pid == kernel.launcher
    said = capfd.readouterr().err
    assert f"{deep}/courselab is " in said and "set XDG_RUNTIME_DIR to a shorter folder" in said


@pytest.mark.parametrize("file", ["cgroup", "attr/current", "personality"])
def test_a_kernel_of_another_control_group_has_another_server(monkeypatch, file):
    """A group's limits hold for all in it, and a fork stays in its parent's."""
    here, read = address.address(PLAIN), inheritance.text
    monkeypatch.setattr(inheritance, "text", lambda name: "0::/limited" if name == file else read(name))
    assert address.address(PLAIN) != here


def test_on_macos_the_launcher_is_an_ordinary_kernel_before_anything_of_linux_is_imported(tmp_path):
    script = tmp_path / "mac.py"
    script.write_text(
        f"""
import os, runpy, sys
sys.platform = "darwin"
for missing in ("fcntl", "resource", "select", "socket"):
    sys.modules[missing] = None
os.execv = lambda program, words: print(words[1:3]) or sys.exit(0)
sys.argv = ["launcher.py", "{PLAIN}", "connection.json"]
runpy.run_path({launcher.__file__!r}, run_name="__main__")
"""
    )
    done = subprocess.run([sys.executable, "-I", "-S", str(script)], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("['-m', 'ipykernel_launcher']", "")


def test_the_launchers_names_of_variables_are_the_projects():
    assert (launcher.COLD, request.PATIENCE) == (settings.COLD, settings.KERNEL_PATIENCE)


def test_two_kernelspecs_start_their_servers_together(own_runtime):
    starts = client.ensure([PLAIN, KERAS])
    assert [starts[name].problem for name in (PLAIN, KERAS)] == [None, None]
    assert sorted(server["name"] for server in client.status()) == [KERAS, PLAIN]
