"""The libraries are quiet, and what the learner's own code causes is not."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from courselab import quiet


def test_library_lines_on_the_root_logger_are_stopped_and_errors_pass():
    import logging

    chatter = quiet.LibraryChatter()

    def passes(path: str, level: int) -> bool:
        return chatter.filter(logging.LogRecord("root", level, path, 1, "text", None, None))

    assert not passes("/env/lib/python3.11/site-packages/apache_beam/io/tfrecordio.py", logging.WARNING)
    assert passes("/env/lib/python3.11/site-packages/apache_beam/io/tfrecordio.py", logging.ERROR)
    assert passes("/home/me/tfx/pipeline.py", logging.WARNING)
    assert passes("/env/lib/python3.11/site-packages/mine/tfx/x.py", logging.WARNING)


def test_a_failed_module_build_shows_its_output(capfd):
    quiet._check_call([sys.executable, "-c", "print('built')"])
    assert capfd.readouterr() == ("", "")
    try:
        quiet._check_call([sys.executable, "-c", "print('why it broke'); raise SystemExit(3)"])
    except subprocess.CalledProcessError as error:
        assert error.returncode == 3
        assert "why it broke" in capfd.readouterr().err
    else:
        raise AssertionError("a failed command must raise")


def test_the_module_needs_nothing_but_the_standard_library():
    tree = ast.parse(Path(quiet.__file__).read_text())
    top = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = {alias.name.split(".")[0] for node in top if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module.split(".")[0] for node in top if isinstance(node, ast.ImportFrom)}
    assert names <= set(sys.stdlib_module_names)
