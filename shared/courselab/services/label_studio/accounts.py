"""Who may log in to a lab's Label Studio: the owner, and the annotators whom the owner invites.

Taught in c1w3-lab1.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import httpx

from courselab.ground.files import write_atomically
from courselab.services.process import ServiceFailed

OWNER = "owner"
DOMAIN = "labels.example"  # reserved for examples: no mail can ever go there
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,29}")


@dataclass(frozen=True)
class Account:
    """One person. `id` is the server's number for them, 0 as long as the server has not been asked."""

    name: str
    email: str
    password: str = field(repr=False)
    token: str = field(repr=False)
    id: int = 0

    @classmethod
    def fresh(cls, name: str, token: str = "") -> Account:
        """Return an account with a random password. Raises ValueError for a name that is no plain word."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name for an annotator: take up to 30 of a-z, 0-9, - and _, letter first.")
        return cls(name, f"{name}@{DOMAIN}", secrets.token_urlsafe(12), token)

    def known_as(self, number: int, token: str | None = None) -> Account:
        """Return the account with what the server told about it."""
        return replace(self, id=number, token=self.token if token is None else token)


class Accounts:
    """The accounts of one data folder, kept in it: a second start with the same folder knows them again."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "accounts.json"
        kept = json.loads(self.file.read_text()) if self.file.is_file() else []
        self._by_name = {entry["name"]: Account(**entry) for entry in kept}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Account]:
        return iter(self._by_name.values())

    def __getitem__(self, name: str) -> Account:
        if name not in self._by_name:
            raise ServiceFailed(f"There is no {name!r} here yet: call annotator({name!r}) first.")
        return self._by_name[name]

    def add(self, account: Account) -> None:
        """Keep an account, readable for this user alone."""
        self._by_name[account.name] = account
        write_atomically(self.file, json.dumps([asdict(each) for each in self]), mode=0o600)


def sign_up(url: str, owner_token: str, name: str) -> Account:
    """Sign up an annotator as people do, through the owner's invitation, and return the account with its token."""
    account = Account.fresh(name)
    headers = {"Authorization": f"Token {owner_token}"}
    invitation = httpx.get(f"{url}/api/invite", headers=headers, trust_env=False, timeout=30)
    invitation.raise_for_status()
    page = invitation.json()["invite_url"]
    with httpx.Client(base_url=url, trust_env=False, timeout=30) as person:
        person.get(page).raise_for_status()
        form = {
            "email": account.email,
            "password": account.password,
            "csrfmiddlewaretoken": person.cookies["csrftoken"],
        }
        answer = person.post(page, data=form, headers={"Referer": url})
        if answer.status_code != 302:
            raise ServiceFailed(
                f"Label Studio did not sign up {name!r} (status {answer.status_code}): take another name."
            )
        token = person.get("/api/current-user/token").raise_for_status().json()["token"]
        who = person.get("/api/current-user/whoami").raise_for_status().json()
    return account.known_as(who["id"], token)
