"""What executed notebooks show in red: their outputs on stderr. `python red.py RUN` lists a run's, and fails."""

import json
import sys
from pathlib import Path


def red(executed: Path | str) -> list[str]:
    """Return the outputs on stderr of an executed notebook."""
    outputs = (out for cell in json.loads(Path(executed).read_text())["cells"] for out in cell.get("outputs", []))
    return ["".join(out["text"]) for out in outputs if out.get("name") == "stderr"]


def main(folder: Path) -> int:
    """Print what each lab of the run in a folder shows in red; return 1 if any does, or none was executed."""
    labs = [lab for lab in json.loads((folder / "report.json").read_text())["labs"] if lab["output"]]
    said = [(lab["id"], text) for lab in labs for text in red(lab["output"])]
    for lab, text in said:
        print(f"{lab} shows in red:\n{text}", file=sys.stderr)
    return 1 if said or not labs else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
