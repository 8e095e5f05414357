"""One file over HTTP: resumed where it was cut, started again where the server cannot resume, never retried in vain."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_fixed

CONNECT_SECONDS, READ_SECONDS = 5.0, 20.0
RESUMES, PAUSE_SECONDS = 5, 0.3
BAR_AFTER_SECONDS = 2.0
_BLOCK = 1 << 16


class Unreachable(Exception):
    """A place does not have the file, or cannot be reached."""


def download(url: str, target: Path, *, digest: str, size: int) -> None:
    """Download `url` to `target`; the caller checks the digest of what came.

    What has come lies in a partial file outside the target's folder, named by `digest` (SHA-256): after a cut the next
    call goes on from there, whichever server it asks. `size` is the length in bytes to expect. Raises Unreachable.
    """
    with _partial(digest) as part:
        try:
            pieced = _stream(url, part, size)
            if pieced and digest_of(part) != digest:  # an old piece may be at fault: once more from the start
                os.truncate(part, 0)
                _stream(url, part, size)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unreachable(_reason(error)) from error
        shutil.copyfile(part, target)
        part.unlink()  # right or wrong, it is whole: nothing is left to resume


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    digest = sha256()
    with open(path, "rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _stream(url: str, part: Path, size: int) -> bool:
    """Fill the partial file; True if it was pieced together. Asks again only while each answer brings something."""
    held = [part.stat().st_size]  # bytes before the first answer and after each one that was cut

    def brought_something(error: BaseException) -> bool:
        held.append(part.stat().st_size)
        return isinstance(error, httpx.TransportError) and held[-1] > held[-2]

    asking = Retrying(
        retry=retry_if_exception(brought_something),
        stop=stop_after_attempt(RESUMES + 1),
        wait=wait_fixed(PAUSE_SECONDS),
        reraise=True,
    )
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    with httpx.Client(timeout=timeout, follow_redirects=True) as client, _bar(url, size) as bar:
        resumed = asking(_receive, client, url, part, size, bar)
    return resumed or len(held) > 1


def _receive(client: httpx.Client, url: str, part: Path, size: int, bar: Any) -> bool:
    """One request: append to the partial file where the server resumes, replace it where it does not."""
    have = part.stat().st_size
    wanted = {"Range": f"bytes={have}-"} if have else {}
    with client.stream("GET", url, headers={"Accept-Encoding": "identity", **wanted}) as answer:
        resumes = answer.status_code == 206 and answer.headers.get("content-range", "").startswith(f"bytes {have}-")
        if have and answer.status_code in (206, 416) and not resumes:
            os.truncate(part, 0)  # what we hold is no piece of what the server has
            return _receive(client, url, part, size, bar)
        if not resumes and answer.status_code != 200:
            raise Unreachable(f"the server answered {answer.status_code}")
        with open(part, "ab" if resumes else "wb") as file:
            for block in answer.iter_raw():
                file.write(block)
                bar(file.tell())
                if file.tell() > size:
                    break  # too long to be right: do not fill the disk with it
        if "content-length" not in answer.headers and part.stat().st_size < size:
            raise httpx.ReadError("the connection was cut")
    return resumes


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        return "no connection"
    if isinstance(error, httpx.TimeoutException):
        return f"no data for {READ_SECONDS:.0f} s"
    if isinstance(error, httpx.TransportError):
        return "the connection was cut"
    return str(error)


@contextmanager
def _partial(digest: str) -> Iterator[Path]:
    """The partial file of a digest, locked; a private one, gone afterwards, while another process fills that one."""
    import fcntl

    folder = Path(tempfile.gettempdir()) / f"courselab-partial-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(13, f"{folder} belongs to somebody else")
    shared = folder / digest
    with open(shared, "ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            ours = os.fstat(lock.fileno()).st_nlink == 1  # 0: its last owner has just finished and removed it
        except BlockingIOError:
            ours = False
        if ours:
            yield from _tidy(shared, keep=True)
        else:
            handle, name = tempfile.mkstemp(dir=folder)
            os.close(handle)
            yield from _tidy(Path(name), keep=False)


def _tidy(path: Path, keep: bool) -> Iterator[Path]:
    """Yield a partial file; afterwards it stays only if it is worth resuming."""
    try:
        yield path
    finally:
        if path.exists() and not (keep and path.stat().st_size):
            path.unlink()


@contextmanager
def _bar(url: str, size: int) -> Iterator[Any]:
    """Yield a function that takes the bytes so far; it draws a progress bar once the download has taken a while."""
    began = time.monotonic()
    drawn: list[tuple[Any, Any]] = []  # the progress bar and its task, once there are any

    def show(done: int) -> None:
        if not drawn and time.monotonic() - began > BAR_AFTER_SECONDS:
            from rich.progress import DownloadColumn, Progress

            progress = Progress(*Progress.get_default_columns(), DownloadColumn(), transient=True)
            drawn.append((progress, progress.add_task(url.rsplit("/", 1)[-1], total=size)))
            progress.start()
        for progress, task in drawn:
            progress.update(task, completed=done)

    try:
        yield show
    finally:
        for progress, _ in drawn:
            progress.stop()
