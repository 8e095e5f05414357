"""A generated data set as its tests see it: a test module names it (`DATA = "taxi"`) and asks for what it needs."""

import numpy as np
import pytest

from courselab import data


@pytest.fixture(scope="module", params=(42, 7))
def seed(request):
    """Everything random is judged with two seeds."""
    return request.param


@pytest.fixture(scope="module")
def clean(request, seed):
    """The module's data set without faults."""
    return data.load(request.module.DATA, seed=seed, plant=False)


@pytest.fixture(scope="module")
def dirty(request, seed):
    """The same with its faults."""
    return data.load(request.module.DATA, seed=seed)


@pytest.fixture(scope="module")
def faults(request, seed):
    """The truth about the faults, by name."""
    return {fault.name: fault for fault in data.planted(request.module.DATA, seed=seed)}


@pytest.fixture(scope="session")
def differing():
    """Return the rows in which a column of two frames differs; two gaps are alike."""

    def rows(one, other, column):
        a, b = one[column], other[column]
        return set(np.flatnonzero((a != b) & ~(a.isna() & b.isna())))

    return rows
