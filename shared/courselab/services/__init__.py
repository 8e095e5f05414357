"""Real servers for labs: started on a free loopback port, ready when the `with` block begins, gone when it ends.

`__init__.pyi` lists what is here, a line each; it is loaded on first use. A server that cannot live in the labs'
environment has a lock of its own in `shared/services/<name>` (see `environment`).
"""

from courselab.ground.exports import from_stub

__getattr__, __dir__, __all__ = from_stub(__name__, __file__)
