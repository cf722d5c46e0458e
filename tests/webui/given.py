"""Somebody with an account of their own, as tests of signing in need them."""

from dataclasses import dataclass

import pyotp
from flask import Flask
from werkzeug.test import TestResponse

from appliance.duties import Assignment, Duty
from appliance.proofs.passwords import hash_password
from tests.webui.conftest import ORIGIN, Clock, Person
from webui.box import Box

MAIL, PASSWORD, SECRET = "a.khan@school.test", "purple otter bridge seven", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@dataclass
class Account:
    """Ada, who leads safeguarding. `code` is what her app shows now."""

    number: int
    clock: Clock

    @property
    def code(self) -> str:
        return pyotp.TOTP(SECRET).at(int(self.clock()))


def account(app: Flask, clock: Clock, *duties: Duty, second: bool = True) -> Account:
    box: Box = app.extensions["lollipop"]
    number = box.store.accounts.add("Ada Khan", MAIL, "test", clock())
    held = tuple(Assignment(duty=duty) for duty in duties or (Duty.DSL,))
    box.store.accounts.assign(number, held, "test", clock())
    box.store.proofs.set_password(number, hash_password(PASSWORD, ()), 0, "test", clock())
    if second:
        box.store.proofs.set_app(number, box.door.seal(SECRET, number), 0, "test", clock())
    return Account(number, clock)


def send(person: Person, path: str, base: str = ORIGIN, **fields: str) -> TestResponse:
    """As from a page of ours before somebody is signed in: without a form token."""
    return person.client.post(path, data=fields, headers={"Origin": base}, base_url=base)


def password(person: Person, given: str = PASSWORD, mail: str = MAIL, base: str = ORIGIN, **more: str) -> TestResponse:
    return send(person, "/sign-in", base, mail=mail, password=given, **more)


def come_in(person: Person, ada: Account, base: str = ORIGIN) -> None:
    """By password and app; her forms carry the right token from then on."""
    password(person, base=base)
    answer = send(person, "/sign-in/code", base, code=ada.code)
    assert answer.status_code == 303, answer.text
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if "-known" not in one and "note" not in one)
    person.token = cookie.partition("=")[2].partition(";")[0]
    ada.clock.time += 30
