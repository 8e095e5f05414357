"""Socket folders of fork servers for the tests that start kernels."""

import pytest

from support.runtime import private_runtime


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
