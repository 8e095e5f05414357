"""A real Label Studio server for a lab: fresh, on this machine only, gone afterwards. Taught in c1w3-lab1."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from courselab.ground import files
from courselab.services.child import finish
from courselab.services.environment import Environment
from courselab.services.label_studio.accounts import OWNER, Account, Accounts, sign_up
from courselab.services.port import HOST, PortTaken
from courselab.services.process import Service, ServiceFailed
from courselab.services.waiting import Waiting

if TYPE_CHECKING:
    from label_studio_sdk import LabelStudio

ENVIRONMENT = Environment("label-studio")
DATABASE = "label_studio.sqlite3"

# Seconds on two cores, for the bar alone: download and unpack, database of the first start, every other start.
ABOUT_INSTALL, ABOUT_DATABASE, ABOUT_START = 60, 30, 6

SETTINGS = {
    # nothing phones home
    "COLLECT_ANALYTICS": "false",
    "LATEST_VERSION_CHECK": "false",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
    # nobody else gets in: no page of another site, no other host name, no sign-up without an invitation
    "LABEL_STUDIO_ALLOWED_HOSTS": f"{HOST},localhost",
    "LABEL_STUDIO_CORS_ALLOW_ALL_ORIGINS": "false",
    "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
    # a script logs in with a plain token; this is read when the first user is made
    "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
}


def label_studio_ready() -> bool:
    """Return whether Label Studio is installed here as its lock says, so that it starts without a network."""
    return ENVIRONMENT.ready


def label_studio(
    data: str | Path | None = None,
    *,
    annotators: Sequence[str] = (),
    timeout: float = 180.0,
) -> LabelStudioServer:
    """Start Label Studio on a free loopback port. Taught in c1w3-lab1.

    Args:
        data: folder for its database; it is kept, and the next start with it finds projects and people again.
            None: a fresh one that is removed at the end.
        annotators: names of people to sign up at once; `annotator(name)` signs up others later.
        timeout: seconds until it must be healthy, the making of the environment and of the database not counted.

    Use it as `with label_studio() as server:`. The first start on a machine takes half a minute, later ones seconds.
    Raises Missing where it is not installed and cannot be, ServiceFailed where it does not start.
    """
    return LabelStudioServer(data, annotators=annotators, timeout=timeout)


class LabelStudioServer(Service):
    """A running Label Studio; see `label_studio`."""

    name = "label-studio"
    cure = "give label_studio a longer timeout, or close other programs"
    _bar: Waiting  # from the start on

    def __init__(self, data: str | Path | None, *, annotators: Sequence[str], timeout: float) -> None:
        super().__init__(timeout=timeout)
        self.given = None if data is None else Path(data).resolve()
        self.wanted = tuple(annotators)
        self.data: Path = Path()
        self.accounts = Accounts(Path())

    @property
    def token(self) -> str:
        """The owner's API token."""
        return self.accounts[OWNER].token

    def start(self) -> LabelStudioServer:
        """Start it and sign up the annotators; see `Service.start`."""
        if self.running:
            return self
        self._bar = Waiting("Label Studio starts", ABOUT_START)
        try:
            super().start()
            self._owner_logs_in()
            for name in self.wanted:
                self.account(name)
        except BaseException:
            self.stop()
            self.clean()
            self._bar.done("Label Studio did not start.")
            raise
        self._bar.done("Label Studio is ready.")
        return self

    def client(self, name: str = OWNER) -> LabelStudio:
        """Return a client of label_studio_sdk that acts as the owner, or as the annotator of this name."""
        with warnings.catch_warnings():  # what it imports warns about its own future
            warnings.simplefilter("ignore")
            from label_studio_sdk import LabelStudio
        direct = httpx.Client(trust_env=False, timeout=60)  # a proxy of the machine cannot reach our loopback
        return LabelStudio(base_url=self.url, api_key=self.accounts[name].token, httpx_client=direct)

    def annotator(self, name: str) -> LabelStudio:
        """Return a client that acts as this annotator, who is signed up if new."""
        self.account(name)
        return self.client(name)

    def account(self, name: str = OWNER) -> Account:
        """Return e-mail, password and id of the owner or an annotator, who is signed up if new."""
        if name not in self.accounts:
            self.accounts.add(sign_up(self.url, self.token, name))
        return self.accounts[name]

    def names(self) -> dict[int, str]:
        """Return who is who: the server's user id (`completed_by` of an annotation) to the name."""
        return {account.id: account.name for account in self.accounts}

    def command(self, port: int) -> Sequence[str]:
        """Return the server's command line: its default host would be every network of this machine."""
        return [*_program(), "start", "--no-browser", "--internal-host", HOST, "--port", str(port)]

    def environment(self) -> dict[str, str]:
        """Return a minimal environment: no proxy, no credential and no setting of the caller's reaches the server."""
        owner = self.accounts[OWNER]
        return {
            **_environment(self.data),
            "LABEL_STUDIO_USERNAME": owner.email,
            "LABEL_STUDIO_PASSWORD": owner.password,
            "LABEL_STUDIO_USER_TOKEN": owner.token,
            **self.env,
        }

    def prepare(self) -> None:
        """Install it if need be, and lay out a data folder with an empty database and the owner's account."""
        if not ENVIRONMENT.ready:
            self._bar.say("Label Studio is being installed, once", ABOUT_INSTALL)
            ENVIRONMENT.install(self._bar.tick)
        self.data = self.given or Path(tempfile.mkdtemp(prefix="label-studio-"))
        self.data.mkdir(parents=True, exist_ok=True)
        self.cwd = self.data
        if not (self.data / DATABASE).exists():
            self._lay_database()
        self.accounts = Accounts(self.data)
        if OWNER not in self.accounts:
            self.accounts.add(Account.fresh(OWNER, token=secrets.token_hex(20)))
        self._bar.say("Label Studio starts", ABOUT_START)

    def progress(self, seconds: float) -> None:
        """Move the bar."""
        self._bar.tick()

    def clean(self) -> None:
        """Remove the data folder, if it is ours."""
        if self.given is None and self.data != Path():
            shutil.rmtree(self.data, ignore_errors=True)
            self.data = Path()

    def _lay_database(self) -> None:
        """Put an empty, migrated database in place: the migrations take half a minute, a copy of their result none."""
        template = files.cache_folder() / "services" / f"label-studio-{ENVIRONMENT.lock_digest}.sqlite3"
        if not template.is_file():
            self._bar.say("Label Studio makes its database, once", ABOUT_DATABASE)
            try:
                files.fill_atomically(template, lambda place: _migrate(place, self._bar.tick))
            except OSError:  # nowhere to keep it: every start makes its own
                return
        _copy(template, self.data / DATABASE)

    def _owner_logs_in(self) -> None:
        """Learn the owner's id; a folder from elsewhere may refuse the token."""
        answer = httpx.get(
            f"{self.url}/api/current-user/whoami",
            headers={"Authorization": f"Token {self.token}"},
            trust_env=False,
            timeout=30,
        )
        if answer.status_code != 200:
            raise ServiceFailed(
                f"The Label Studio in {self.data} refuses its owner's token (status "
                f"{answer.status_code}): name another folder, or none.",
                self.log(),
            )
        self.accounts.add(self.accounts[OWNER].known_as(answer.json()["id"]))

    def _check_alive(self) -> None:
        super()._check_alive()
        if f"Port {self.port} is in use" in self.log():  # it would go and take the next port
            raise PortTaken


def _program() -> list[str]:
    """Return how to call the server's own Python: -P keeps the data folder off its module path."""
    return [str(ENVIRONMENT.python), "-P", "-m", "label_studio.server"]


def _environment(data: Path) -> dict[str, str]:
    return {
        "PATH": f"{ENVIRONMENT.python.parent}{os.pathsep}{os.defpath}",
        "HOME": str(data),
        "LANG": "C.UTF-8",
        "TMPDIR": tempfile.gettempdir(),
        "PYTHONUNBUFFERED": "1",
        "LABEL_STUDIO_BASE_DATA_DIR": str(data),
        **SETTINGS,
    }


def _migrate(target: Path, tick: Callable[[], Any]) -> None:
    """Write an empty, migrated database without any user to `target`."""
    with tempfile.TemporaryDirectory(prefix="label-studio-") as folder:
        code, log = finish([*_program(), "init", "--quiet"], cwd=folder, env=_environment(Path(folder)), tick=tick)
        if code:
            raise ServiceFailed(
                f"Label Studio could not make its database (exit code {code}): "
                f"remove {ENVIRONMENT.folder} and start it again.",
                log,
            )
        shutil.copyfile(Path(folder) / DATABASE, target)


def _copy(template: Path, target: Path) -> None:
    """Copy under a temporary name, then rename: a start that is cut off leaves no half database in a kept folder."""
    partial = target.with_suffix(".part")
    shutil.copyfile(template, partial)
    partial.chmod(0o600)
    partial.replace(target)
