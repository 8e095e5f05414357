"""The environment variables of the project, a line each: what sets them, and what they change."""

from __future__ import annotations

DATA_CACHE = "COURSELAB_DATA_CACHE"  # a person: the folder of downloads and of files made from data sets
DATA_MIRROR = "COURSELAB_DATA_MIRROR"  # a person: a folder or URL to look in before the publisher's
GRADING = "COURSELAB_GRADING"  # grading: 1 makes an unanswered check an error
COLD = "COURSELAB_COLD"  # `courselab run --cold`: 1 makes every kernel an ordinary one
KERNEL_IDLE = "COURSELAB_KERNEL_IDLE"  # a person or a test: seconds after which an idle fork server ends
KERNEL_PATIENCE = "COURSELAB_KERNEL_PATIENCE"  # the command: seconds that a launcher waits for a fork server
MEMORY_LIMIT = "COURSELAB_MEMORY_LIMIT"  # a person: bytes to go by where the machine's own limit is kept elsewhere
OFFLINE = "COURSELAB_OFFLINE"  # `courselab run --offline`: 1 in the command that runs inside the namespace
START_LOG = "COURSELAB_SERVICE_LOG"  # a batch's worker: the file to which services report their starts
BOTH_WAYS = "COURSELAB_BOTH_WAYS"  # `make warm-and-cold`: 1 compares every lab warm and cold, not one a kernelspec
PICTURES = "COURSELAB_PICTURES"  # `make pictures`: the folder into which browser tests put their pictures
