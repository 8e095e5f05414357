"""How `make lab` and the browser test start JupyterLab: on this machine only, and asking nothing.

The settings of JupyterLab's own pages stand in overrides.json beside this file; set-up copies it into the environment.
"""

import os
from pathlib import Path

COURSE = Path(__file__).resolve().parents[2]

c = get_config()  # noqa: F821 - Jupyter puts it here

# The token stays on, and the browser that opens has it: other users of the machine do not.
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.root_dir = str(COURSE)
# Containers have no other user, and nothing outside the machine reaches the server.
c.ServerApp.allow_root = hasattr(os, "geteuid") and os.geteuid() == 0

c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
# Installing extensions would change an environment that the lock describes.
c.LabApp.extension_manager = "readonly"
# Which tabs are open belongs to this folder, not to the user's other projects.
c.LabApp.workspaces_dir = str(COURSE / ".tools" / "jupyter" / "workspaces")
