"""Socket folders of fork servers for the tests that start kernels."""

import pytest

from support.runtime import private_runtime


def pytest_collection_modifyitems(items):
    """Put the files with a long test first: one of them at the end would keep one worker busy and the other idle."""
    longest = {}
    for item in items:
        if marker := item.get_closest_marker("timeout"):
            longest[item.path] = max(longest.get(item.path, 0), marker.args[0])
    items.sort(key=lambda item: -longest.get(item.path, 0))


@pytest.fixture(scope="module")
def shared_runtime():
    """The socket folder of a module's tests that leave their fork server alone."""
    with private_runtime() as folder:
        yield folder


@pytest.fixture
def own_runtime():
    """A socket folder for one test: its first kernel starts a fork server."""
    with private_runtime() as folder:
        yield folder
