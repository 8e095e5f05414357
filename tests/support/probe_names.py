"""The names of what `probe.py` reads, without running it."""

import ast
from pathlib import Path

TREE = ast.parse((Path(__file__).parent / "probe.py").read_text())
TABLE = next(
    node.value
    for node in TREE.body
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict) and node.targets[0].id == "PROPERTIES"
)
NAMES = [key.value for key in TABLE.keys]
