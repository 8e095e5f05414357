"""The bench says which of the project's promises a measurement does not keep."""

import pytest

from bench import bench


@pytest.mark.parametrize(
    ("cold", "warm", "nbdev", "not_kept"),
    [
        (10.0, 5.0, 20.0, []),
        (20.0, 5.0, 20.0, []),
        (20.1, 5.0, 20.0, [bench.INCLUDED]),
        (10.0, 5.1, 20.0, [bench.OURS]),
        (30.0, 25.0, 20.0, [bench.INCLUDED, bench.OURS]),
    ],
)
def test_a_promise_that_is_not_kept_is_named(cold, warm, nbdev, not_kept):
    said = bench.missed({bench.INCLUDED: cold, bench.OURS: warm, bench.NBDEV: nbdev})
    assert [sentence.partition(" took ")[0] for sentence in said] == not_kept


def test_a_tool_that_fails_is_no_measurement(tmp_path):
    with pytest.raises(RuntimeError, match="its last words"):
        bench.timed(["sh", "-c", "echo its last words; exit 1"], tmp_path)
