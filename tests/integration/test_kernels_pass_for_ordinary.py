"""A warm kernel cannot be told from an ordinary one: each property is read in both, under the same client."""

import functools
import json
import os
import subprocess
import sys

import pytest

from courselab.ground.project import ROOT
from courselab.runner.kernels import kernelspecs, launcher
from support import probe_names
from support.kernels import PLAIN, Kernel
from support.runtime import private_runtime

HERE = ROOT / "tests" / "support"
TIGHT = (
    "nice -n 19 taskset -c 0 prlimit --nofile=300:300 --core=0:0 --as=6000000000:7000000000 env --ignore-signal=USR1"
)
WEAK = "setpriv --inh-caps -sys_nice,-sys_resource --bounding-set -sys_nice,-sys_resource nice -n 5"
# How the client was started. A user other than root can neither change groups nor give capabilities away.
CLIENTS = {
    "as it is": "",
    "without privileges": "setpriv --no-new-privs",
    "with tight limits": TIGHT,
    **(
        {
            "in other groups": "setpriv --regid 1000 --clear-groups --no-new-privs choom -n 500 --",
            "without capabilities": WEAK,
        }
        if os.geteuid() == 0
        else {}
    ),
}
MUST_DIFFER = {
    "hash of a word": "an interpreter draws it at its start, and all kernels of a server share it; PYTHONHASHSEED, "
    "where it is set, is part of the address and holds",
    "frozen objects": "what the server imported is kept out of collections, so that forks go on sharing its memory",
    "environment in /proc": "the system lays it down when a program starts; the one that Python sees is the client's",
}
MAY_DIFFER = {
    "threads of the system": "OpenBLAS starts a pool's threads when it is loaded, and after a fork when it is used",
}
OF_EACH_ITS_OWN = {
    "random", "numpy's random", "numpy's generators", "unique ids", "secrets", "temporary names",
    "multiprocessing's key",
}  # fmt: skip


@functools.cache
def readings(client):
    """What the probe reads in two warm kernels and an ordinary one of this client."""
    kernelspecs.install()
    # The suite gives every library one thread; here each may have what it takes by itself.
    free = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    command = [*CLIENTS[client].split(), sys.executable, str(HERE / "two_kernels.py"), PLAIN, str(HERE / "probe.py")]
    with private_runtime() as folder:
        environment = {**free, "XDG_RUNTIME_DIR": str(folder.parent)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert "courselab:" not in done.stderr, "both were to be warm"
    return [json.loads(line) for line in json.loads(done.stdout)]


@pytest.mark.parametrize("name", probe_names.NAMES)
@pytest.mark.parametrize("client", CLIENTS)
def test_a_property_is_that_of_an_ordinary_kernel(client, name):
    first, second, cold = (kernel[name] for kernel in readings(client))
    if name in OF_EACH_ITS_OWN:
        assert len({str(first), str(second), str(cold)}) == 3
    elif name in MUST_DIFFER:
        assert second != cold, f"it is listed to differ: {MUST_DIFFER[name]}"
    elif name not in MAY_DIFFER:
        assert first == second == cold


def test_a_server_hands_on_none_of_what_its_first_client_had():
    """Limits once stayed with every kernel for as long as the server that was started under them lived."""
    kernelspecs.install()
    code = "import os, resource; print(os.nice(0), os.sched_getaffinity(0), resource.getrlimit(resource.RLIMIT_NOFILE))"
    with private_runtime():
        environment = {**os.environ, **kernelspecs.specification(PLAIN)["env"]}
        words = [*TIGHT.split(), sys.executable, "-I", "-S", launcher.__file__, PLAIN, launcher.START_ONLY]
        subprocess.run(words, env=environment, check=True, stdout=subprocess.DEVNULL)
        with Kernel() as kernel:
            assert kernel.run(code) == subprocess.check_output([sys.executable, "-c", code], text=True).strip()
            assert kernel.pid != kernel.launcher


def test_a_hash_seed_that_is_set_holds(monkeypatch):
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    readings.cache_clear()
    first, second, cold = (kernel["hash of a word"] for kernel in readings("as it is"))
    readings.cache_clear()
    assert first == second == cold
