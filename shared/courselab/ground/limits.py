"""The numbers and names that contracts count by, each in one place."""

from __future__ import annotations

import re

COURSES = ("course1", "course2", "course3", "course4")
IN_CATALOGUE = re.compile(r"course(\d+)/week(\d+)/(lab|assignment)(\d+)[^/]*\.ipynb")  # of a path relative to the root

MAX_FIGURE_BYTES = 100_000  # one picture in a committed notebook
MAX_FILE_BYTES = 500_000  # a committed notebook
CELLS = (25, 45)  # of a lab
LONGEST_CELL = 25  # lines of a code cell
LAB_SECONDS, PIPELINE_SECONDS, LAB_MB = 60, 120, 1500  # the largest budget a lab may promise at the quick scale
