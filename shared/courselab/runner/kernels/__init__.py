"""Warm kernels: ordinary kernelspecs whose launcher asks a fork server for a kernel that has its imports behind it.

`launcher` is what `kernel.json` starts, `fork_server` holds the imports, `supervisor` watches the forked kernels,
`client` asks the servers what they hold, `kernelspecs` writes the `kernel.json` files.
"""
