"""Pictures are drawn without a warning."""

import warnings

import pytest


@pytest.fixture(autouse=True)
def warnings_are_errors():
    """A missing glyph or a squeezed layout is a warning: nothing a learner should see."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", module=r"(tensorflow|apache_beam|tfx_bsl|numpy|pyarrow|google)\b")
        yield
