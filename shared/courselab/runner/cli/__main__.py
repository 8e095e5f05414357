"""`python -m courselab.runner.cli`, which is `courselab`."""

from courselab.runner.cli import main

main()
