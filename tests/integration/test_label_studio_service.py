"""The real Label Studio server, as a lab uses it. Installs it (once, with a network connection) where it is missing."""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import httpx
import psutil
import pytest
from label_studio_sdk.errors import BadRequestError

from courselab.services import label_studio
from support.notebooks import run_cells
from support.runtime import closed, ended, listeners

INTERFACE = """
<View>
  <Text name="text" value="$text"/>
  <Choices name="label" toName="text" choice="single" required="true">
    <Choice value="spam"/>
    <Choice value="ham"/>
  </Choices>
</View>
"""

# Runs inside the server's Python before anything else: notes every address that it connects to or looks up.
AUDIT = """
import os, sys

def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        where = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
        with open({log!r}, "a") as file:
            file.write(f"{{event}} {{where}}\\n")

sys.addaudithook(note)
"""

OWNER_PROCESS = """
import time
from courselab.services import label_studio
server = label_studio().start()
print(server.pid, server.port, flush=True)
time.sleep(600)
"""


def choice(value):
    """Return the result part of an annotation or prediction."""
    return [{"from_name": "label", "to_name": "text", "type": "choices", "value": {"choices": [value]}}]


def make_project(client, rows=10):
    """Return (project id, task ids) of a project for two annotators with a prediction for each task."""
    project = client.projects.create(title="Comments", label_config=INTERFACE, maximum_annotations=2)
    tasks = [
        {
            "data": {"text": f"comment {row}"},
            "predictions": [{"model_version": "rules-1", "score": row / 10, "result": choice("spam")}],
        }
        for row in range(rows)
    ]
    answer = client.projects.import_tasks(id=project.id, request=tasks, return_task_ids=True)
    return project.id, answer.task_ids


def labels(export):
    """Return {(task, annotator): choice} of an export."""
    return {
        (task["id"], one["completed_by"]): one["result"][0]["value"]["choices"][0]
        for task in export
        for one in task["annotations"]
    }


@contextmanager
def watched(pid):
    """Yield a set that fills with every socket address of a process tree, looked at every 20 ms."""
    seen, over = set(), threading.Event()

    def look():
        while not over.is_set():
            try:
                tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
                for connection in [one for process in tree for one in process.net_connections("inet")]:
                    seen.update(end.ip for end in (connection.laddr, connection.raddr) if end)
            except psutil.NoSuchProcess:
                pass
            over.wait(0.02)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


@pytest.fixture(scope="module")
def server():
    """Return a server with two annotators."""
    with label_studio(annotators=("anna", "ben")) as running:
        yield running


def test_two_annotators_label_and_export(server):
    project, tasks = make_project(server.client())
    anna, ben = server.annotator("anna"), server.annotator("ben")
    for task in tasks:
        anna.annotations.create(id=task, result=choice("spam"))
        ben.annotations.create(id=task, result=choice("spam" if task % 2 else "ham"))
    export = server.client().projects.exports.as_json(project)
    assert [task["data"]["text"] for task in export] == [f"comment {row}" for row in range(10)]
    by_name = {(task, server.names()[who]): label for (task, who), label in labels(export).items()}
    assert by_name == {
        (task, name): "spam" if name == "anna" or task % 2 else "ham" for task in tasks for name in ("anna", "ben")
    }
    listed = list(server.client().tasks.list(project=project, fields="all"))
    assert [task.predictions[0].score for task in listed] == pytest.approx([row / 10 for row in range(10)])
    assert all(task.is_labeled for task in listed)


def test_missing_field_is_refused_and_nothing_is_imported(server):
    client = server.client()
    project, tasks = make_project(client, rows=2)
    with pytest.raises(BadRequestError) as caught:
        client.projects.import_tasks(id=project, request=[{"data": {"text": "good"}}, {"data": {"comment": "bad"}}])
    complaint = caught.value.body["validation_errors"]["non_field_errors"][-1]
    assert complaint.startswith('Error at item 1: "text" key is expected in task data')
    assert len(list(client.tasks.list(project=project))) == len(tasks)


def test_unfinished_tasks_are_in_the_export_without_annotations(server):
    project, tasks = make_project(server.client(), rows=3)
    server.annotator("anna").annotations.create(id=tasks[0], result=choice("ham"))
    export = server.client().projects.exports.as_json(project)
    assert [len(task["annotations"]) for task in export] == [1, 0, 0]
    assert not any(task.is_labeled for task in server.client().tasks.list(project=project))


def test_annotators_of_different_tasks_share_none(server):
    project, tasks = make_project(server.client(), rows=4)
    for name, mine in (("anna", tasks[:2]), ("ben", tasks[2:])):
        for task in mine:
            server.annotator(name).annotations.create(id=task, result=choice("ham"))
    export = server.client().projects.exports.as_json(project)
    done = {name: {task for task, who in labels(export) if server.names()[who] == name} for name in ("anna", "ben")}
    assert done == {"anna": set(tasks[:2]), "ben": set(tasks[2:])}


def test_wrong_token_is_refused(server):
    stranger = {"Authorization": "Token " + "0" * 40}
    assert httpx.get(f"{server.url}/api/projects/", headers=stranger, trust_env=False).status_code == 401


def test_it_listens_on_loopback_only_and_talks_to_nobody(tmp_path):
    log = tmp_path / "addresses.txt"
    log.touch()
    (tmp_path / "sitecustomize.py").write_text(AUDIT.format(log=str(log)))
    server = label_studio()
    server.env["PYTHONPATH"] = str(tmp_path)
    with server, watched(server.pid) as seen:
        assert listeners(server.port) == {"127.0.0.1"}
        project, tasks = make_project(server.client())
        server.annotator("anna").annotations.create(id=tasks[0], result=choice("ham"))
        server.client().projects.exports.as_json(project)
    assert seen == {"127.0.0.1"}
    asked = log.read_text().splitlines()
    assert asked, "the server looks whether its port is free: the audit hook must have seen that"
    assert [line for line in asked if "127.0.0.1" not in line and "localhost" not in line] == []


def test_nothing_is_left_after_stop():
    server = label_studio().start()
    pid, port, data = server.pid, server.port, server.data
    assert listeners(port)
    assert data.is_dir()
    server.stop()
    ended(pid)
    assert not listeners(port)
    assert not data.exists()


def test_nothing_runs_on_after_its_owner_was_killed(tmp_path):
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER_PROCESS],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    try:
        pid, port = map(int, owner.stdout.readline().split())
        assert listeners(port) == {"127.0.0.1"}
        owner.send_signal(signal.SIGKILL)
        owner.wait()
        ended(pid)
        closed(port)  # its workers end a moment after it
    finally:
        owner.kill()
        owner.communicate()


def test_a_kept_folder_knows_projects_and_people_again(tmp_path):
    with label_studio(tmp_path, annotators=("anna",)) as first:
        make_project(first.client(), rows=1)
        people = first.names()
    with label_studio(tmp_path) as second:
        assert second.names() == people
        assert [project.title for project in second.annotator("anna").projects.list()] == ["Comments"]


def test_a_notebook_shows_one_quiet_line(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSELAB_SERVICE_LOG", str(tmp_path / "services.jsonl"))
    code = (
        "from courselab.services import label_studio\n"
        "with label_studio(annotators=['anna']) as server:\n"
        "    people = [user.email for user in server.client().users.list()]\n"
    )
    [[shown]] = run_cells(code)
    assert (shown.output_type, shown.data) == ("display_data", {"text/plain": "Label Studio is ready."})
    begins, ended = map(json.loads, (tmp_path / "services.jsonl").read_text().splitlines())
    assert begins["service"] == ended["service"] == "label-studio"
    assert ended["start_seconds"] > 0
