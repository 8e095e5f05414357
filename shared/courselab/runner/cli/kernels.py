"""`courselab kernels`: which fork servers run."""

import json
import time

from courselab.runner.kernels import client


def status(as_json: bool) -> None:
    """Print the fork servers that run."""
    servers = client.status()
    if as_json:
        print(json.dumps(servers, indent=1))
        return
    for server in servers:
        minutes = (time.time() - server["started"]) / 60
        held = "kernels: " + (", ".join(str(kernel["pid"]) for kernel in server["kernels"]) or "none")
        said = {"ready": held, "starting": f"starting: {server.get('done')} of {server.get('all')} modules"}
        words = said.get(server["state"], server["state"])
        print(f"{server['name']}  process {server['pid']}  {minutes:.0f} min  {words}")
    if not servers:
        print("None is running. The first kernel starts one.")
