"""The fork servers of a batch: begun once, as many as memory holds, waited for while they get on, and told."""

import os

import pytest

from courselab.ground import settings
from courselab.runner.batch.servers import Servers
from courselab.runner.kernels import launcher, preload, warming

NAMES = list(preload.MODULES)


class Machine:
    """Stands in for the servers' starts: what has begun, and how each ends once it is told to."""

    def __init__(self):
        self.begun, self.ends, self.room = [], {}, len(NAMES)
        self.at_once = {}  # servers that were there before, or could not be started at all

    def begin(self, name):
        self.begun.append(name)
        return self.at_once.get(name) or warming.Wait(f"/run/{name}.sock")

    def look(self, name, wait, still_seconds):
        assert wait.path == f"/run/{name}.sock"
        return self.ends.get(name)


@pytest.fixture
def machine(monkeypatch):
    made = Machine()
    monkeypatch.setattr(warming, "begin", made.begin)
    monkeypatch.setattr(warming, "look", made.look)
    monkeypatch.setattr(warming, "capacity", lambda: made.room)
    monkeypatch.setattr(warming, "progress", lambda path: (3, 12))
    monkeypatch.setattr(launcher, "is_cold", lambda: False)
    monkeypatch.setenv(settings.KERNEL_PATIENCE, "1")  # what `begin` sets goes with the test
    return made


def test_each_kernelspec_of_the_labs_begins_once_and_other_kernels_have_none(machine):
    servers = Servers()
    servers.begin([NAMES[1], None, "python3", NAMES[0], NAMES[1]])
    servers.begin([NAMES[0], NAMES[2]])
    assert machine.begun == [NAMES[1], NAMES[0], NAMES[2]]
    assert servers.ready("python3") and servers.ready(None)


def test_no_more_servers_begin_than_memory_holds_and_the_others_labs_need_not_wait(machine):
    machine.room = 1
    servers = Servers()
    servers.begin(NAMES)
    assert machine.begun == NAMES[:1]
    assert not servers.ready(NAMES[0])
    assert all(servers.ready(name) for name in NAMES[1:])


@pytest.mark.parametrize("why", ["the command is cold", "this machine has no fork"])
def test_a_cold_run_begins_none_and_every_kernel_is_ready(machine, monkeypatch, why):
    monkeypatch.setattr(launcher, "is_cold", lambda: why == "this machine has no fork")
    servers = Servers(cold=why == "the command is cold")
    servers.begin(NAMES)
    assert machine.begun == []
    assert all(servers.ready(name) for name in NAMES)
    assert servers.seconds() == {} and servers.problems() == []


def test_a_kernel_waits_for_its_server_and_is_ready_with_it(machine):
    servers = Servers()
    servers.begin(NAMES[:2])
    servers.look()
    assert [servers.ready(name) for name in NAMES[:2]] == [False, False]
    starting = servers.starting()
    assert list(starting) == NAMES[:2]
    assert all(share == 0.25 and seconds >= 0 for seconds, share in starting.values())
    machine.ends[NAMES[0]] = warming.Start(7.5)
    servers.look()
    assert [servers.ready(name) for name in NAMES[:2]] == [True, False]
    assert servers.seconds() == {NAMES[0]: 7.5}
    assert list(servers.starting()) == NAMES[1:2]


def test_a_server_that_fails_is_told_and_its_labs_run_on_ordinary_kernels(machine):
    machine.at_once[NAMES[0]] = warming.Start(0.0, "the kernelspec is not installed")
    servers = Servers()
    servers.begin(NAMES[:2])
    machine.ends[NAMES[1]] = warming.Start(31.0, "the fork server stood still for 30 s")
    servers.look()
    assert all(servers.ready(name) for name in NAMES[:2])
    assert servers.problems() == [
        "the kernelspec is not installed; its labs run on ordinary kernels.",
        "the fork server stood still for 30 s; its labs run on ordinary kernels.",
    ]
    assert servers.seconds() == {}, "a start that failed is no start"


def test_a_server_that_was_there_before_took_no_seconds(machine):
    machine.at_once[NAMES[0]] = warming.Start(0.02)
    servers = Servers()
    servers.begin(NAMES[:1])
    assert servers.ready(NAMES[0]) and servers.seconds() == {}


def test_before_its_first_module_nothing_is_done(machine, monkeypatch):
    monkeypatch.setattr(warming, "progress", lambda path: (0, 0))
    servers = Servers()
    servers.begin(NAMES[:1])
    assert servers.starting()[NAMES[0]][1] == 0.0


def test_a_kernel_whose_server_has_to_start_with_it_is_told_to_be_patient(machine, monkeypatch):
    monkeypatch.delenv(settings.KERNEL_PATIENCE)
    Servers().begin(NAMES)
    assert float(os.environ[settings.KERNEL_PATIENCE]) >= 60
    monkeypatch.setenv(settings.KERNEL_PATIENCE, "5")
    Servers().begin(NAMES)
    assert os.environ[settings.KERNEL_PATIENCE] == "5", "what a person set stays"
