"""Where a kernelspec's fork server listens: one address for all that makes a process with its imports usable."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Mapping

from . import inheritance

HERE = os.path.dirname(os.path.abspath(__file__))
# Read by an interpreter or library while it is imported: a server started under other values cannot stand in.
IMPORT_ENVIRONMENT = (
    "HOME", "LANG", "LC_", "TZ", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "PYTHON", "PYDEVD_", "LD_", "MALLOC_", "GLIBC_",
    "OMP_", "OPENBLAS_", "GOTO_", "BLIS_", "MKL_", "KMP_", "NUMEXPR_", "NPY_", "NUMPY_", "NUMBA_", "JOBLIB_", "LOKY_",
    "SKLEARN_", "SCIPY_", "MPL", "TF_", "TFX_", "KERAS_", "XLA_", "CUDA_", "NVIDIA_",
    "GRPC_", "ABSL_", "PROTOCOL_BUFFERS_", "ARROW_",
)  # fmt: skip
SOCKET_BYTES = 107  # sun_path of unix(7), without its last zero


class Unavailable(Exception):
    """No warm kernel can be had; the message says why."""


def runtime_directory() -> str:
    """Return the private folder of this user's sockets, made if missing; `Unavailable` if someone else owns it."""
    base = os.environ.get("XDG_RUNTIME_DIR") or ""
    path = os.path.join(base, "courselab") if os.path.isdir(base) else f"/tmp/courselab-{os.getuid()}"
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        pass
    except OSError as problem:
        raise Unavailable(
            f"{path} cannot be made ({problem.strerror}); set XDG_RUNTIME_DIR to a folder of yours"
        ) from None
    found = os.lstat(path)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) != 0o700:
        raise Unavailable(f"{path} is not a folder that only you can enter; remove it, or set XDG_RUNTIME_DIR")
    return path


def address(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return the socket path of the one server that may serve kernelspec `name` here and now.

    The name digests all that makes an imported process usable: interpreter, installed packages (the folder's time
    changes with every install), this folder's code, the environment read at import, and what a fork keeps of its
    parent (`inheritance.bound`). `Unavailable` where the folder's path is too long for a socket.
    """
    # Not sys.prefix: without `site` it is that of the interpreter behind the virtual environment.
    library = os.path.join(os.path.dirname(os.path.dirname(sys.executable)), "lib")
    packages = os.path.join(library, f"python{sys.version_info[0]}.{sys.version_info[1]}", "site-packages")
    code = sorted((entry.name, entry.stat().st_mtime_ns) for entry in os.scandir(HERE) if entry.name.endswith(".py"))
    parts = [
        name, sys.executable, sys.version, os.stat(packages).st_mtime_ns, code,
        sorted(item for item in resolved(environment).items() if item[0].startswith(IMPORT_ENVIRONMENT)),
        inheritance.bound(),
    ]  # fmt: skip
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
    path = os.path.join(runtime_directory(), f"{name}-{digest}.sock")
    excess = len(os.fsencode(path)) - SOCKET_BYTES
    if excess > 0:
        folder = os.path.dirname(path)
        raise Unavailable(f"{folder} is {excess} bytes too long for a socket; set XDG_RUNTIME_DIR to a shorter folder")
    return path


def resolved(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment whose PYTHONPATH means the same in every folder: relative entries, the empty one too."""
    search = environment.get("PYTHONPATH")
    if not search:
        return dict(environment)
    absolute = os.pathsep.join(os.path.abspath(entry) for entry in search.split(os.pathsep))
    return {**environment, "PYTHONPATH": absolute}
