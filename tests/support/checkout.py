"""The files of a checkout: what is committed, or would be."""

import subprocess
from pathlib import Path


def tracked(root: Path) -> list[str]:
    """Return the paths, relative to `root`, of what git keeps or would add; of every visible file where git is not."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=root)
    names = answer.stdout.splitlines() if answer.returncode == 0 else walked(root)
    return [name for name in names if (root / name).is_file()]


def walked(root: Path) -> list[str]:
    """Return the files of a folder that is not under version control, without hidden ones and results of runs."""
    paths = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return [path.as_posix() for path in paths if not any(part.startswith(".") or part == "runs" for part in path.parts)]
