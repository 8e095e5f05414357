"""Downloading over a real loopback server that cuts, lies and refuses: the whole right file, or one sentence."""

import dataclasses
import hashlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest

from courselab import data
from courselab.data.dataset import find, names
from courselab.data.public import download, http
from courselab.data.sets import census, penguins
from courselab.ground import files, project

ROW = "{},0.25,0.66,0.15,0.29\n"
BODY = (
    "species,culmen_length_mm,culmen_depth_mm,flipper_length_mm,body_mass_g\n"
    + "".join(ROW.format(number % 3) for number in range(20_000))
).encode()
TAXI = "City of Chicago data terms, sample Apache-2.0"
DIGEST = hashlib.sha256(BODY).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves `body`; `cuts` answers end after half of what they promised; remembers each request's Range."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.body, self.cuts, self.status, self.with_range, self.with_length = BODY, 0, 200, True, True
        self.stall = 0.0
        self.ranges = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        server, asked = self.server, self.headers.get("Range")
        server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and server.with_range else 0
        if server.status != 200 or start >= len(server.body):
            self.send_error(416 if server.status == 200 else server.status)
            return
        rest = server.body[start:]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(server.body) - 1}/{len(server.body)}")
        if server.with_length:
            self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if server.cuts:
            server.cuts -= 1
            self.wfile.write(rest[: len(rest) // 2])
            self.wfile.flush()
            time.sleep(server.stall)
        else:
            self.wfile.write(rest)
        self.close_connection = True

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def place(tmp_path, monkeypatch, server):
    """Penguins that come from `server`, an empty cache and an empty temporary folder."""
    monkeypatch.setenv("COURSELAB_DATA_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("COURSELAB_DATA_MIRROR", raising=False)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(http, "PAUSE_SECONDS", 0.01)
    register(monkeypatch, url=f"{server.url}/penguins_processed.csv")
    return tmp_path


def register(monkeypatch, **changes):
    replace_original(monkeypatch, penguins, sha256=DIGEST, bytes=len(BODY), rows=20_000, **changes)


def replace_original(monkeypatch, module, **changes):
    original = dataclasses.replace(module.DATASET.original, **changes)
    monkeypatch.setattr(module, "DATASET", dataclasses.replace(module.DATASET, original=original))


def fetch():
    return find("penguins").fetch()


def kept(place):
    return [file for file in place.rglob("*") if file.is_file()]


def dead_url():
    """An address on loopback where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def test_a_download_is_cached_and_alone_in_its_folder(place, server, capfd):
    path = data.path("penguins", "download")
    assert path.read_bytes() == BODY and path.name == "penguins.csv"
    assert kept(place) == [path]
    assert data.path("penguins", "download") == path and len(server.ranges) == 1
    assert len(data.load("penguins", "download")) == 20_000
    assert capfd.readouterr() == ("", "")


def test_a_cut_download_goes_on_where_it_was_cut(place, server):
    server.cuts = 2
    assert fetch().read_bytes() == BODY
    assert server.ranges[0] is None and all(asked for asked in server.ranges[1:]) and len(server.ranges) == 3
    assert len(kept(place)) == 1


def test_a_cut_without_a_content_length_is_noticed(place, server):
    server.cuts, server.with_length = 1, False
    assert fetch().read_bytes() == BODY
    assert len(server.ranges) == 2


def test_a_server_that_ignores_range_sends_everything_again(place, server):
    server.cuts, server.with_range = 1, False
    assert fetch().read_bytes() == BODY
    assert server.ranges[1] is not None


def test_a_server_that_always_cuts_leaves_nothing_in_the_cache_and_the_next_call_resumes(place, server, monkeypatch):
    monkeypatch.setattr(http, "RESUMES", 1)
    server.cuts = 2
    with pytest.raises(data.DataUnavailable, match="the connection was cut"):
        fetch()
    assert not (place / "cache").exists() or not any((place / "cache").iterdir())
    assert fetch().read_bytes() == BODY
    assert server.ranges[-1] == f"bytes={len(BODY) // 2 + (len(BODY) - len(BODY) // 2) // 2}-"
    assert len(kept(place)) == 1


def test_a_stubborn_cutter_that_ignores_range_is_given_up(place, server):
    server.cuts, server.with_range = 99, False
    with pytest.raises(data.DataUnavailable, match="the connection was cut"):
        fetch()
    assert len(server.ranges) == 2  # the second answer brought nothing new


def test_a_killed_download_leaves_no_file_and_is_resumed(place, server, monkeypatch):
    server.cuts, server.stall = 1, 30.0
    program = (
        "import dataclasses\n"
        "from courselab.data.sets.penguins import DATASET\n"
        f"original = dataclasses.replace(DATASET.original, sha256={DIGEST!r}, bytes={len(BODY)}, "
        f"url={server.url + '/x'!r})\n"
        "dataclasses.replace(DATASET, original=original).fetch()\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program], env={**os.environ, "TMPDIR": str(place / "temporary")})
    partial = place / "temporary" / f"courselab-partial-{os.getuid()}" / DIGEST
    deadline = time.monotonic() + 30
    while not (partial.exists() and partial.stat().st_size >= len(BODY) // 2):
        assert child.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert not list((place / "cache").rglob("*.csv"))
    assert fetch().read_bytes() == BODY
    assert server.ranges[1] == f"bytes={len(BODY) // 2}-"


def test_a_stale_piece_of_another_file_costs_one_more_download(place, server):
    partial = place / "temporary" / f"courselab-partial-{os.getuid()}"
    partial.mkdir(mode=0o700)
    (partial / DIGEST).write_bytes(b"not the beginning of this file")
    assert fetch().read_bytes() == BODY
    (partial / DIGEST).write_bytes(b"x" * (len(BODY) + 10))
    fetch().unlink()
    assert fetch().read_bytes() == BODY


def test_two_downloads_at_once_do_not_mix(place, server):
    server.cuts, server.stall = 1, 0.5
    results = []
    threads = [threading.Thread(target=lambda: results.append(fetch().read_bytes())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [BODY] * 4
    assert len(kept(place)) == 1


@pytest.mark.parametrize("body", [BODY[:-2] + b"X\n", BODY + b"more", BODY[:1000], b"", b"<html>sign in</html>"])
def test_another_file_is_refused_and_nothing_is_kept(place, server, body):
    server.body = body or b"\n"
    with pytest.raises(data.DigestMismatch) as caught:
        fetch()
    text = str(caught.value)
    assert "penguins.csv" in text and DIGEST in text and caught.value.got in text and "nothing was kept" in text
    assert not kept(place)


def test_an_endless_answer_is_not_followed(place, server):
    server.body = BODY * 40
    with pytest.raises(data.DigestMismatch):
        fetch()
    assert not kept(place)


def test_a_damaged_cached_file_is_fetched_again(place, server):
    path = fetch()
    path.write_bytes(BODY[:-1])
    assert fetch().read_bytes() == BODY
    assert len(server.ranges) == 2


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_refusal_is_one_sentence_with_the_way_out(place, server, status):
    server.status = status
    with pytest.raises(data.DataUnavailable) as caught:
        data.load("penguins", "download")
    text = str(caught.value)
    assert '"penguins"' in text and f"{server.url}/penguins_processed.csv: the server answered {status}" in text
    assert 'use SOURCE = "embedded"' in text and "COURSELAB_DATA_MIRROR" in text and "\n" not in text
    assert not kept(place) and len(server.ranges) == 1


def test_no_network_is_one_sentence(place, monkeypatch):
    register(monkeypatch, url=f"{dead_url()}/penguins.csv")
    with pytest.raises(data.DataUnavailable, match="no connection"):
        data.load("penguins", "download")
    assert not kept(place)


def test_a_notebook_shows_the_sentence_alone(place, monkeypatch):
    register(monkeypatch, url=f"{dead_url()}/penguins.csv")
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell()
    with capture_output() as shown:
        shell.run_cell("from courselab import data\ndata.load('penguins', 'download')")
    assert shown.stdout.startswith('DataUnavailable: The data set "penguins" could not be fetched')
    assert "Traceback" not in shown.stdout and len(shown.stdout.strip().splitlines()) == 1


def test_a_mirror_folder_comes_before_the_url(place, server, monkeypatch):
    folder = place / "mirror"
    folder.mkdir()
    (folder / "penguins.csv").write_bytes(BODY)
    monkeypatch.chdir(place)
    monkeypatch.setenv("COURSELAB_DATA_MIRROR", "mirror")
    assert fetch().read_bytes() == BODY
    assert not server.ranges


def test_a_relative_mirror_counts_from_the_project_too(place, monkeypatch):
    relative = os.path.relpath(place, project.ROOT)
    (place / "penguins.csv").write_bytes(BODY)
    monkeypatch.setenv("COURSELAB_DATA_MIRROR", relative)
    (place / "elsewhere" / "deep").mkdir(parents=True)
    monkeypatch.chdir(place / "elsewhere" / "deep")
    register(monkeypatch, url=f"{dead_url()}/x")
    assert fetch().read_bytes() == BODY


def test_a_mirror_url_comes_before_the_url(place, server, monkeypatch):
    register(monkeypatch, url=f"{dead_url()}/x")
    monkeypatch.setenv("COURSELAB_DATA_MIRROR", f"{server.url}/some/prefix/")
    assert fetch().read_bytes() == BODY


@pytest.mark.parametrize("mirror", ["no/such/folder", "dead url"])
def test_a_mirror_without_the_file_is_passed_over(place, server, monkeypatch, mirror):
    monkeypatch.setenv("COURSELAB_DATA_MIRROR", dead_url() if mirror == "dead url" else mirror)
    assert fetch().read_bytes() == BODY
    server.status = 404
    (files.cache_folder() / "public" / "penguins" / "penguins.csv").unlink()
    with pytest.raises(data.DataUnavailable, match=r"penguins.csv: no .*; .*answered 404"):
        fetch()


def test_a_wrong_file_in_the_mirror_is_refused(place, server, monkeypatch):
    (place / "mirror").mkdir()
    (place / "mirror" / "penguins.csv").write_bytes(BODY + b"!")
    monkeypatch.setenv("COURSELAB_DATA_MIRROR", str(place / "mirror"))
    with pytest.raises(data.DigestMismatch, match="nothing was kept"):
        fetch()
    assert not server.ranges and kept(place) == [place / "mirror" / "penguins.csv"]


def test_no_room_for_the_cache_is_one_sentence(place, monkeypatch):
    (place / "file").write_text("in the way")
    monkeypatch.setenv("COURSELAB_DATA_CACHE", str(place / "file"))
    with pytest.raises(data.DataUnavailable, match="COURSELAB_DATA_CACHE"):
        fetch()


def test_a_long_download_shows_a_bar_and_takes_it_away(place, server, monkeypatch, capsys):
    monkeypatch.setattr(http, "BAR_AFTER_SECONDS", 0.0)
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("TTY_INTERACTIVE", "1")
    fetch()
    assert "penguins_processed.csv" in capsys.readouterr().out


def test_rows_of_a_download_are_a_seeded_sample_in_file_order(place):
    whole = data.load("penguins", "download")
    some = data.load("penguins", "download", rows=50, seed=7)
    pd.testing.assert_frame_equal(some, data.load("penguins", "download", rows=50, seed=7))
    assert len(some) == 50 and not some.equals(data.load("penguins", "download", rows=50, seed=42))
    path = data.path("penguins", "download", rows=50, seed=7)
    pd.testing.assert_frame_equal(pd.read_csv(path), some)
    with pytest.raises(ValueError, match="20,000 rows: rows=20,001 is too many"):
        data.load("penguins", "download", rows=len(whole) + 1)


def test_what_does_not_exist_says_what_does():
    with pytest.raises(data.UnknownData, match=r'"glyphs" has no option part: .* \(letters: which of ABCDEFGHIJ'):
        data.load("glyphs", part="test")
    with pytest.raises(data.UnknownData, match='"census" has no option letters: leave it out, the set has none'):
        data.planted("census", letters="ABC")
    with pytest.raises(data.UnknownData, match=r'no data set "titanic": choose one of azure_llm, .*taxi'):
        data.load("titanic")
    with pytest.raises(data.UnknownData, match='choose "embedded" or "download"'):
        data.load("census", "cloud")
    with pytest.raises(data.DataUnavailable, match='no embedded version: use source="download"'):
        data.load("cifar10")
    with pytest.raises(data.UnknownData, match="no public original"):
        find("scenes").fetch()


def test_the_faults_of_a_download_are_those_of_the_embedded_data(place, server, monkeypatch):
    raw = place / "raw"
    clean = data.load("census", rows=3000, plant=False)
    census.write(clean, raw)
    server.body = raw.read_bytes()
    replace_original(
        monkeypatch,
        census,
        url=server.url,
        bytes=len(server.body),
        rows=3000,
        sha256=hashlib.sha256(server.body).hexdigest(),
    )
    pd.testing.assert_frame_equal(data.load("census", "download", plant=False), clean)
    dirty = data.load("census", "download")
    faults = data.planted("census", source="download")
    assert [fault.kind for fault in faults] == ["schema"] * 4 + ["drift", "slice", "schema", "label noise"]
    changed = (dirty != clean) & ~(dirty.isna() & clean.isna())
    for column in clean.columns:
        assert set(changed.index[changed[column]]) == {row for f in faults if f.column == column for row in f.rows}


def test_importing_the_package_imports_nothing_heavy():
    heavy = "numpy", "pandas", "pooch", "httpx", "sklearn", "PIL", "psutil", "rich"
    program = (
        "import sys, courselab, courselab.data, courselab.services, courselab.data.dataset\n"
        "courselab.data.names()\n"
        f"sys.exit(', '.join(name for name in {heavy!r} if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def mirrored():
    """The names whose real file COURSELAB_DATA_MIRROR holds; none on most machines."""
    mirror = os.environ.get("COURSELAB_DATA_MIRROR", "")
    if not mirror or mirror.startswith("http"):
        return []
    folder = download._mirror_folder(mirror)
    return [name for name, source in originals().items() if (folder / source.file).is_file()]


def originals():
    """The public originals, by the names of their data sets."""
    return {name: find(name).original for name in names() if find(name).original}


def test_every_original_says_what_it_is():
    assert {"census", "cifar10", "taxi", "penguins", "penguins_skewed"} <= set(originals()) < set(data.names())
    for source in originals().values():
        assert source.url.startswith("https://") and source.licence_page.startswith("https://")
        assert len(source.sha256) == 64 and int(source.sha256, 16) and source.bytes > source.rows > 0
        assert source.licence in ("CC-BY-4.0", TAXI, "CC0-1.0", "none stated") and source.citation


def test_real_files_are_what_their_sets_say(tmp_path, monkeypatch):
    """Asks something only where a mirror folder is named; the whole road is tested above on a made-up file."""
    monkeypatch.setenv("COURSELAB_DATA_CACHE", str(tmp_path))
    for name in mirrored():
        path, source = data.path(name, "download"), find(name).original
        assert path.stat().st_size == source.bytes
        frame = data.load(name, "download", plant=False)
        assert len(frame) == source.rows
        if name in ("census", "taxi"):
            embedded = data.load(name, plant=False)
            assert list(frame.columns) == list(embedded.columns) and (frame.dtypes == embedded.dtypes).all()
        if name == "census":
            later = {row for fault in data.planted(name, source="download") for row in fault.rows}
            assert min(later) >= source.rows - source.rows // 5
            assert len(data.planted(name, source="download")) == 8
            census.write(frame, tmp_path / "again")
            assert (tmp_path / "again").read_bytes() == path.read_bytes()
