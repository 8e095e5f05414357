"""Real uvicorn servers: ready when the block begins, gone when it ends, however it ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import suppress

import httpx
import psutil
import pytest

from courselab.services import ServiceFailed, process, web_app
from support.runtime import closed, ended

APP = """
import os
from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/who")
def who():
    return {"pid": os.getpid(), "colour": os.environ.get("COLOUR"), "version": VERSION}


VERSION = 1
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The working directory of a notebook that has just written service.py."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "service.py").write_text(APP)
    return tmp_path


def get(app, path):
    return httpx.get(app.url + path, trust_env=False, timeout=5)


def test_an_app_answers_inside_the_block_and_is_gone_after(folder):
    with web_app("service:app", env={"COLOUR": "green"}) as app:
        assert app.url == f"http://127.0.0.1:{app.port}" and app.running
        assert get(app, "/who").json() == {"pid": app.pid, "colour": "green", "version": 1}
        pid = app.pid
    ended(pid)
    closed(app.port)
    assert not app.running
    app.stop()
    assert not list(folder.rglob("*.pyc"))


def test_it_listens_on_loopback_only_in_its_own_session(folder):
    with web_app("service:app") as app:
        listening = {c.laddr.ip for c in psutil.Process(app.pid).net_connections("tcp") if c.status == "LISTEN"}
        assert listening == {"127.0.0.1"}
        assert os.getsid(app.pid) == os.getpgid(app.pid) == app.pid != os.getsid(0)


def test_an_exception_in_the_block_stops_it_too(folder):
    with pytest.raises(ZeroDivisionError), web_app("service:app") as app:
        1 / 0  # noqa: B018
    ended(app.pid)
    closed(app.port)


def test_a_rewritten_module_is_served_as_it_is_now(folder, monkeypatch):
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    for version in (1, 2, 3):
        (folder / "service.py").write_text(APP.replace("VERSION = 1", f"VERSION = {version}"))
        os.utime(folder / "service.py", (1_700_000_000, 1_700_000_000))  # same second, same size: a .pyc would be stale
        with web_app("service:app") as app:
            assert get(app, "/who").json()["version"] == version


def test_a_file_and_another_folder_will_do(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "other.py").write_text(APP)
    with web_app(tmp_path / "deep" / "other.py") as app:
        assert get(app, "/health").status_code == 200
    with web_app("other:app", cwd=tmp_path / "deep") as app:
        assert get(app, "/health").status_code == 200


def test_two_apps_at_once(folder):
    with web_app("service:app") as one, web_app("service:app") as two:
        assert one.port != two.port
        assert [get(app, "/who").json()["pid"] for app in (one, two)] == [one.pid, two.pid]
    ended(one.pid, two.pid)


def test_the_log_is_readable_during_and_after(folder):
    (folder / "service.py").write_text(APP + "\nprint('loaded the model')\n")
    with web_app("service:app") as app:
        assert "loaded the model" in app.log()
    assert "loaded the model" in app.log()


@pytest.mark.parametrize(
    "code,cause",
    [
        ("import no_such_package_at_all", "No module named 'no_such_package_at_all'"),
        ("raise RuntimeError('weights are missing')", "weights are missing"),
        ("def broken(:\n    pass", "SyntaxError"),
        ("other = 1", 'Attribute "app" not found'),
    ],
)
def test_an_app_that_fails_at_import_says_why(folder, code, cause):
    (folder / "service.py").write_text(code)
    app = web_app("service:app")
    with pytest.raises(ServiceFailed) as caught:
        app.start()
    sentence = str(caught.value).splitlines()[0]
    assert re.match(r"service:app ended with exit code \d before it was ready", sentence) and cause in sentence
    assert caught.value._render_traceback_() == [f"ServiceFailed: {caught.value}"]
    ended(app.pid)


def test_what_is_not_there_is_one_sentence(folder):
    with pytest.raises(ServiceFailed, match='write "service:app"'):
        web_app("service")
    with pytest.raises(ServiceFailed, match=r"no file missing\.py"):
        web_app("missing.py")
    with pytest.raises(ServiceFailed, match='Could not import module "missing"'):
        web_app("missing:app").start()
    with pytest.raises(ServiceFailed, match="use it in a with statement"):
        _ = web_app("service:app").pid


def test_an_app_without_health_says_so_at_once(folder):
    (folder / "service.py").write_text(APP.replace("/health", "/healthy"))
    app = web_app("service:app", timeout=600)
    with pytest.raises(ServiceFailed, match=r'(?s)status 404\): give the app a route "/health"'):
        app.start()
    ended(app.pid)
    closed(app.port)


@pytest.mark.parametrize(
    "body,last",
    [
        ("    import time\n    time.sleep(60)", "no answer"),
        ("    raise RuntimeError('no weights')", "status 500"),
    ],
)
def test_a_health_that_never_comes_ends_after_the_timeout(folder, body, last, monkeypatch, capsys):
    monkeypatch.setattr(process, "SLOW_SECONDS", 0.5)
    (folder / "service.py").write_text(APP.replace('    return {"status": "ok"}', body))
    app = web_app("service:app", timeout=3)
    with pytest.raises(ServiceFailed, match=rf"did not answer 200 within 3 s \(last: {last}\)"):
        app.start()
    ended(app.pid)
    closed(app.port)
    assert capsys.readouterr().out == "Starting service:app ...\n"


def test_an_app_that_computes_longer_than_the_timeout_before_it_listens_has_its_time(folder):
    busy = "import time\nwhile time.process_time() < 5:\n    pass\n"
    (folder / "service.py").write_text(busy + APP)
    with web_app("service:app", timeout=2) as app:
        assert app.start_seconds > 2 and get(app, "/health").status_code == 200


def test_an_app_that_computes_for_ever_is_given_up(folder):
    (folder / "service.py").write_text("while True:\n    pass")
    app = web_app("service:app", timeout=0.5)
    with pytest.raises(ServiceFailed, match="did not answer 200"):
        app.start()
    ended(app.pid)


def test_a_port_taken_meanwhile_is_tried_again(folder, monkeypatch):
    free = process.free_port
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        ports = iter([stranger.getsockname()[1], free()])
        monkeypatch.setattr(process, "free_port", lambda: next(ports))
        with web_app("service:app") as app:
            assert app.port != stranger.getsockname()[1] and get(app, "/who").json()["pid"] == app.pid
        monkeypatch.setattr(process, "free_port", lambda: stranger.getsockname()[1])
        with pytest.raises(ServiceFailed, match="found its port taken 3 times"):
            web_app("service:app").start()


def test_a_strangers_health_is_not_taken_for_ours(folder, monkeypatch):
    with web_app("service:app") as stranger:
        free = process.free_port
        ports = iter([stranger.port, free()])
        monkeypatch.setattr(process, "free_port", lambda: next(ports))
        with web_app("service:app") as app:
            assert app.port != stranger.port and get(app, "/who").json()["pid"] == app.pid


def test_a_deaf_app_is_killed_with_its_children(folder, monkeypatch):
    monkeypatch.setattr(process, "STOP_SECONDS", 0.5)
    (folder / "service.py").write_text(
        APP
        + textwrap.dedent("""
        import signal, subprocess, sys

        child = subprocess.Popen([sys.executable, "-c", "import signal, time\\n"
                                  "signal.signal(signal.SIGTERM, signal.SIG_IGN)\\ntime.sleep(600)"])

        @app.get("/deaf")
        async def deaf():
            import asyncio, time
            asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            return {"child": child.pid}
        """)
    )
    with web_app("service:app") as app:
        child = get(app, "/deaf").json()["child"]
    ended(app.pid, child)


PARENT = """
import sys, threading, time
from courselab.services import web_app

def serve():
    app = web_app("service:app").start()
    print("serving", app.pid, app.port, flush=True)

if {thread}:
    worker = threading.Thread(target=serve)
    worker.start()
    worker.join()
else:
    serve()
{then}
"""


def parent(folder, then, thread=False):
    """A Python process that has started the app; returns it with the app's pid and port."""
    child = subprocess.Popen(
        [sys.executable, "-c", PARENT.format(then=then, thread=thread)],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    line = next(line for line in child.stdout if line.startswith("serving"))  # perhaps after "Starting ..."
    pid, port = map(int, line.split()[1:])
    return child, pid, port


def end(child, pid):
    """A failing test leaves nothing running either."""
    child.kill()
    child.communicate()
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("thread", [False, True])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_server_outlives_a_killed_parent(folder, number, thread):
    child, pid, port = parent(folder, "time.sleep(600)", thread)
    try:
        assert httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).status_code == 200
        child.send_signal(number)
        child.wait(20)
        ended(pid)
        closed(port)
    finally:
        end(child, pid)


def test_no_server_outlives_a_parent_that_just_ends(folder):
    child, pid, port = parent(folder, "")
    with child:
        child.wait(20)
    assert child.returncode == 0
    ended(pid)
    closed(port)


def test_a_fork_that_ends_leaves_the_server_alone(folder):
    then = textwrap.dedent("""
        import os
        if os.fork() == 0:
            sys.exit(0)  # runs the handlers that it inherited
        os.wait()
        print("forked", flush=True)
        time.sleep(600)
        """)
    child, _, port = parent(folder, then)
    try:
        assert "forked\n" in child.stdout
        assert httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).status_code == 200
    finally:
        child.kill()
        child.communicate()


def test_ctrl_c_while_it_starts_leaves_nothing(folder):
    (folder / "service.py").write_text("import time\ntime.sleep(600)")
    app = web_app("service:app", timeout=60)

    def interrupt():
        while app._process is None:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        app.start()
    thread.join()
    ended(app.pid)


def test_a_server_started_from_a_thread_outlives_the_thread(folder):
    apps = []
    thread = threading.Thread(target=lambda: apps.append(web_app("service:app").start()))
    thread.start()
    thread.join()
    time.sleep(0.2)
    try:
        assert get(apps[0], "/health").status_code == 200
    finally:
        apps[0].stop()
    ended(apps[0].pid)
