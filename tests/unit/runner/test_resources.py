"""Cores and memory are what limits leave, in containers and groups of either version, not what the host has."""

import os

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courselab.ground import settings as variables
from courselab.runner import resources

HOST_CORES = 16
GIGABYTE = 1024**3


@pytest.fixture
def host(tmp_path, monkeypatch):
    """Return a function that makes this a process of a group: `host("0::/a/b", {"a/cpu.max": "50000 100000"})`."""
    monkeypatch.setattr(resources, "CGROUP", tmp_path / "cgroup")
    monkeypatch.setattr(resources, "MEMBERSHIP", tmp_path / "membership")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(HOST_CORES)), raising=False)
    monkeypatch.delenv(variables.MEMORY_LIMIT, raising=False)

    def make(membership, files):
        (tmp_path / "membership").write_text(membership)
        for name, content in files.items():
            file = tmp_path / "cgroup" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content + "\n")

    return make


V1 = "12:memory:/docker/abc\n11:cpu,cpuacct:/docker/abc\n3:cpuset:/docker/abc\n"


@pytest.mark.parametrize(
    ("membership", "files", "cores"),
    [
        ("0::/\n", {}, HOST_CORES),
        ("0::/\n", {"cpu.max": "max 100000"}, HOST_CORES),
        ("0::/\n", {"cpu.max": "200000 100000"}, 2),
        ("0::/\n", {"cpu.max": "150000 100000"}, 2),  # 1.5 cores: rounded up
        ("0::/\n", {"cpu.max": "10000 100000"}, 1),
        ("0::/pod/lab\n", {"pod/lab/cpu.max": "max 100000", "pod/cpu.max": "300000 100000"}, 3),
        ("0::/pod/lab\n", {"pod/lab/cpu.max": "800000 100000", "pod/cpu.max": "400000 100000"}, 4),
        ("0::/pod/lab\n", {"pod/lab/cpu.max": "100000 100000", "pod/cpu.max": "400000 100000"}, 1),
        ("0::/pod\n", {"pod/cpu.max": "6400000 100000"}, HOST_CORES),  # a quota beyond the cores
        ("0::/pod\n", {"other/cpu.max": "100000 100000"}, HOST_CORES),  # another group's
        (V1, {"cpu/docker/abc/cpu.cfs_quota_us": "-1", "cpu/docker/abc/cpu.cfs_period_us": "100000"}, HOST_CORES),
        (V1, {"cpu/docker/abc/cpu.cfs_quota_us": "250000", "cpu/docker/abc/cpu.cfs_period_us": "100000"}, 3),
        (V1, {"cpu/docker/cpu.cfs_quota_us": "100000", "cpu/docker/cpu.cfs_period_us": "50000"}, 2),
        # Inside a container of version 1 the own group is mounted as the root.
        (V1, {"cpu/cpu.cfs_quota_us": "400000", "cpu/cpu.cfs_period_us": "100000"}, 4),
        # Both versions at once, as systemd's hybrid mode has them.
        (V1 + "0::/docker/abc\n", {"docker/abc/cpu.max": "500000 100000"}, 5),
        ("0::/\n", {"cpu.max": "not a quota"}, HOST_CORES),
    ],
)
def test_cores_follow_the_quota_of_every_group_above(host, membership, files, cores):
    host(membership, files)
    assert resources.cores() == cores


def test_a_smaller_affinity_counts_before_the_quota(host, monkeypatch):
    host("0::/\n", {"cpu.max": "800000 100000"})
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 5})
    assert resources.cores() == 2


def test_without_groups_and_affinity_all_cores_count(host, monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity")  # macOS
    monkeypatch.setattr(os, "cpu_count", lambda: 10)
    assert resources.cores() == 10
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert resources.cores() == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1_000, 10_000_000) | st.just("max"), min_size=1, max_size=5))
def test_cores_are_those_of_the_tightest_group(host, quotas):
    folders = ["/".join("abcde"[:depth]) for depth in range(1, len(quotas) + 1)]
    host(
        f"0::/{folders[-1]}\n",
        {f"{name}/cpu.max": f"{quota} 100000" for name, quota in zip(folders, quotas, strict=True)},
    )
    bounds = [quota / 100_000 for quota in quotas if quota != "max"]
    found = resources.cores()
    assert 1 <= found <= HOST_CORES
    assert all(found < bound + 1 for bound in bounds)
    assert found == HOST_CORES or any(found >= bound for bound in bounds)


@pytest.mark.parametrize(
    ("membership", "files", "limit"),
    [
        ("0::/\n", {}, None),
        ("0::/\n", {"memory.max": "max"}, None),
        ("0::/pod\n", {"pod/memory.max": str(2 * GIGABYTE)}, 2 * GIGABYTE),
        ("0::/pod/lab\n", {"pod/lab/memory.max": str(8 * GIGABYTE), "pod/memory.max": str(GIGABYTE)}, GIGABYTE),
        (V1, {"memory/docker/abc/memory.limit_in_bytes": str(3 * GIGABYTE)}, 3 * GIGABYTE),
        (V1, {"memory/docker/abc/memory.limit_in_bytes": "9223372036854771712"}, None),  # "no limit" of version 1
        (V1, {"memory/memory.limit_in_bytes": str(GIGABYTE)}, GIGABYTE),
    ],
)
def test_the_memory_limit_is_the_smallest_on_the_way_up(host, membership, files, limit):
    host(membership, files)
    assert resources.memory_limit() == limit


def test_a_limit_that_is_kept_elsewhere_is_taken_from_the_environment(host, monkeypatch):
    host("0::/\n", {"memory.max": str(8 * GIGABYTE)})
    monkeypatch.setenv(variables.MEMORY_LIMIT, str(2 * GIGABYTE))
    assert resources.memory_limit() == 2 * GIGABYTE


@pytest.mark.parametrize(
    ("membership", "files"),
    [
        ("0::/a\n", {"a/memory.current": "3000", "a/memory.stat": "anon 1500\ninactive_file 1000\nactive_file 500"}),
        (
            V1,
            {
                "memory/docker/abc/memory.usage_in_bytes": "3000",
                "memory/docker/abc/memory.stat": "inactive_file 7\ntotal_inactive_file 1000",
            },
        ),
    ],
)
def test_memory_held_leaves_out_what_the_kernel_would_give_back(host, membership, files):
    host(membership, files)
    assert resources.memory_held() == 2000


def free(bytes):
    """Stand in for what psutil says of the machine."""
    return lambda: type("Memory", (), {"available": bytes})()


def test_memory_available_is_what_the_limit_leaves(host, monkeypatch):
    monkeypatch.setattr(psutil, "virtual_memory", free(64 * GIGABYTE))
    group = {"a/memory.max": str(4 * GIGABYTE), "a/memory.current": str(3 * GIGABYTE), "a/memory.stat": "anon 0"}
    host("0::/a\n", group)
    assert resources.memory_available() == GIGABYTE
    host("0::/a\n", {"a/memory.current": str(5 * GIGABYTE)})
    assert resources.memory_available() == 0
    monkeypatch.setattr(psutil, "virtual_memory", free(1000))
    host("0::/a\n", {"a/memory.current": "0"})
    assert resources.memory_available() == 1000


def test_memory_available_without_a_limit_is_what_the_machine_has_free(host, monkeypatch):
    monkeypatch.setattr(psutil, "virtual_memory", free(7 * GIGABYTE))
    host("0::/\n", {})
    assert resources.memory_available() == 7 * GIGABYTE
