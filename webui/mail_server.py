"""Where the school's mail goes out: its server, and a test that says at once what is wrong."""

import re
import secrets as chance
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import ClassVar

from flask import Response, abort, flash, redirect, request, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, EmailField, IntegerField, PasswordField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange

from appliance.errors import LibraryError, MailError
from appliance.first_run import Step
from appliance.mail.compose import is_address
from appliance.mail.outgoing import MailState, NewMail, QueuedMail, TestMail
from appliance.mail.server import MailServer, Secrets, Security, SignInBy, keep_secrets, secrets_of
from appliance.model import Right
from webui.alerts import blueprint
from webui.box import box
from webui.forms import LONGEST_TEXT, ScreenForm, line
from webui.page import Page, render
from webui.security import needs, somebody, viewer
from webui.setting_up import asks, onward

SILENT_SECONDS = 20.0
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII | re.IGNORECASE)
_CONSOLE = re.compile(r"https?://[a-z0-9.\-\[\]:]+/?", re.ASCII | re.IGNORECASE)
_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")

PRESETS = {
    "microsoft": ("Microsoft 365", MailServer(host="smtp.office365.com", sign_in=SignInBy.MICROSOFT)),
    "google": ("Google Workspace", MailServer(host="smtp.gmail.com")),
    "own": ("A server of our own", MailServer()),
}


class MailForm(ScreenForm):
    host = StringField("Mail server", line(253), description="Its name, such as smtp.office365.com.")
    port = IntegerField("Port", [NumberRange(1, 65535, "Give a number from 1 to 65535; mostly it is 587.")])
    security = RadioField(
        "How is the line kept secret?",
        choices={Security.STARTTLS.value: "STARTTLS, mostly port 587", Security.TLS.value: "TLS, mostly port 465"},
    )
    sign_in = RadioField(
        "How does Lollipop sign in?",
        choices={
            SignInBy.PASSWORD.value: "With a user name and password",
            SignInBy.MICROSOFT.value: "With an application at Microsoft",
            SignInBy.NOTHING.value: "Not at all: the server knows this box",
        },
    )
    user = StringField("User name", line(), description="Mostly the whole mail address.")
    password = PasswordField("Password", [Length(max=LONGEST_TEXT)])
    tenant = StringField("Directory (tenant) ID", line())
    client = StringField("Application (client) ID", line())
    client_secret = PasswordField("Client secret", [Length(max=LONGEST_TEXT)], description="Its value, not its ID.")
    sender = EmailField("Mails come from", line(254), description="An address of the school, such as lollipop@….")
    sender_name = StringField("With the name", line(80))
    console = StringField("Where staff open Lollipop", line(), description="Links in mails lead there.")
    names = BooleanField("Mails may name pupils")
    certificate = TextAreaField(
        "Certificate of your own server",
        [Length(max=LONGEST_TEXT * 3)],
        description="Only where the server’s certificate is the school’s own. The text from BEGIN to END.",
    )

    def server(self) -> MailServer:
        text = {name: (self[name].data or "").strip() for name in _TEXTS}
        return MailServer(
            **text,
            port=self.port.data or 0,
            security=Security(self.security.data),
            sign_in=SignInBy(self.sign_in.data),
            names=bool(self.names.data),
        )


_TEXTS = ("host", "user", "tenant", "client", "sender", "sender_name", "console", "certificate")


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A test mail that was asked for. `waits`: nothing is known yet; `silent`: that has been so for too long."""

    key: str
    to: str
    waits: bool
    silent: bool
    trouble: str


@dataclass(frozen=True, kw_only=True)
class MailPage(Page):
    """`kept` and `kept_secret` say that there is a password, or a client secret: neither is ever shown."""

    template: ClassVar[str] = "alerts/mail.html"
    form: MailForm
    presets: tuple[tuple[str, str], ...]
    preset: str
    kept: bool
    kept_secret: bool
    is_set_up: bool
    to: str
    trial: Trial | None


@dataclass(frozen=True, kw_only=True)
class TrialPart(Page):
    """What an open page fetches until the test is over."""

    template: ClassVar[str] = "alerts/trial.html"
    trial: Trial


@blueprint.get("/alerts/mail")
@needs(Right.BOX, proved=True)
def server() -> str:
    preset = request.args.get("preset", "")
    now = box().store.choices.get(MailServer)
    if preset in PRESETS:
        now = replace(PRESETS[preset][1], sender=now.sender, sender_name=now.sender_name, names=now.names)
    return render(_page(_form(now), preset if preset in PRESETS else ""))


@blueprint.post("/alerts/mail")
@needs(Right.BOX, proved=True)
def save_server() -> AnyResponse:
    form, before = MailForm(request.form), box().store.choices.get(MailServer)
    good = form.validate()
    kept = kept_for(form, before, _kept()) if good else Secrets()
    for field, sentence in wrong(form, kept) if good else ():
        form.wrong(field, sentence)
        good = False
    if not good:
        return Response(render(_page(form)), 422)
    try:
        keep_secrets(box().home, _new_secrets(form, kept))
    except LibraryError as error:
        flash(f"Nothing was saved. {error}", "trouble")
        return redirect(url_for("alerts.server"), 303)
    box().store.choices.put(form.server(), somebody().who, box().now())
    flash("Saved. Now send yourself a test.", "done")
    return redirect(onward(Step.MAIL, url_for("alerts.server")), 303)


@blueprint.post("/alerts/mail/test")
@needs(Right.BOX)
def send_test() -> AnyResponse:
    to = request.form.get("to", "").strip()
    if not is_address(to):
        flash("That is no mail address. Write one like head@school.org.uk.", "trouble")
        return redirect(url_for("alerts.server"), 303)
    key, store = chance.token_urlsafe(9), box().store
    store.outbox.add([NewMail(key=f"test/{key}", address=to, content=TestMail())], box().now())
    store.audit.add(box().now(), somebody().who, "test mail", to)
    asked_at = "first_run.mail" if asks(Step.MAIL) else "alerts.server"
    return redirect(url_for(asked_at, test=key, _anchor="test"), 303)


@blueprint.get("/alerts/mail/test/<key>")
@needs(Right.BOX)
def trial(key: str) -> str:
    return render(TrialPart(trial=trial_now(key) or abort(404)))


def kept_for(form: MailForm, before: MailServer, kept: Secrets) -> Secrets:
    """What may be used again. A secret goes to the server that it was typed for, and to no other: else whoever may
    change the server could have it sent to theirs."""
    now = form.server()
    same = (now.host, now.user) == (before.host, before.user)
    same_client = same and (now.tenant, now.client) == (before.tenant, before.client)
    return Secrets(password=kept.password if same else "", client_secret=kept.client_secret if same_client else "")


def wrong(form: MailForm, kept: Secrets) -> list[tuple[str, str]]:
    """What cannot be used, by field."""
    server = form.server()
    found = [
        (_is_host(server.host), "host", "Give the server’s name, such as smtp.office365.com."),
        (is_address(server.sender), "sender", "Give a mail address, such as lollipop@school.org.uk."),
        (not server.console or _CONSOLE.fullmatch(server.console), "console", "Give an address like https://10.0.0.2."),
        (not server.certificate or _is_certificate(server.certificate), "certificate",
         "That is no certificate. It begins with -----BEGIN CERTIFICATE-----."),
        *_SIGNING_IN[server.sign_in](form, server, kept),
    ]  # fmt: skip
    return [(field, sentence) for is_good, field, sentence in found if not is_good]


type _Found = tuple[object, str, str]


def _by_password(form: MailForm, server: MailServer, kept: Secrets) -> tuple[_Found, ...]:
    again = "Type the password. It must be typed again when the server or the user name is another."
    return (
        (server.user, "user", "Give the user name."),
        (form.password.data or kept.password, "password", again),
    )


def _by_microsoft(form: MailForm, server: MailServer, kept: Secrets) -> tuple[_Found, ...]:
    again = "Copy the secret’s value from Microsoft’s page. It must be given again when something else is another."
    return (
        (_KEY.fullmatch(server.tenant), "tenant", "Copy the directory’s ID from Microsoft’s page."),
        (_KEY.fullmatch(server.client), "client", "Copy the application’s ID from Microsoft’s page."),
        (form.client_secret.data or kept.client_secret, "client_secret", again),
    )


_SIGNING_IN: dict[SignInBy, Callable[[MailForm, MailServer, Secrets], tuple[_Found, ...]]] = {
    SignInBy.PASSWORD: _by_password,
    SignInBy.MICROSOFT: _by_microsoft,
    SignInBy.NOTHING: lambda *_: (),
}


def _new_secrets(form: MailForm, kept: Secrets) -> Secrets:
    return Secrets(
        password=form.password.data or kept.password, client_secret=form.client_secret.data or kept.client_secret
    )


def _is_host(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return _HOST.fullmatch(text) is not None


def _is_certificate(text: str) -> bool:
    try:
        ssl.create_default_context().load_verify_locations(cadata=text)
    except (ssl.SSLError, ValueError):
        return False
    return True


def _kept() -> Secrets:
    try:
        return secrets_of(box().home)
    except MailError:
        return Secrets()


def _form(server: MailServer) -> MailForm:
    data = {name: getattr(server, name) for name in _TEXTS}
    choices = {"security": server.security.value, "sign_in": server.sign_in.value}
    data["console"] = server.console or request.host_url.rstrip("/")
    return MailForm(data=data | choices | {"port": server.port, "names": server.names})


def _page(form: MailForm, preset: str = "") -> MailPage:
    kept, account = _kept(), box().store.accounts.get(viewer().account)
    key = request.args.get("test", "")
    return MailPage(
        form=form,
        presets=tuple((name, title) for name, (title, _) in PRESETS.items()),
        preset=preset,
        kept=bool(kept.password),
        kept_secret=bool(kept.client_secret),
        is_set_up=box().store.choices.get(MailServer).is_set_up,
        to=account.email if account else "",
        trial=trial_now(key) if key else None,
    )


def trial_now(key: str) -> Trial | None:
    """How far a test is; None where there is none such."""
    mail = box().store.outbox.with_key(f"test/{key}")
    return None if mail is None else trial_of(key, mail, box().now())


def trial_of(key: str, mail: QueuedMail, now: float) -> Trial:
    waits = mail.state in {MailState.WAITING, MailState.SENDING}
    silent = waits and now - mail.queued_at > SILENT_SECONDS
    return Trial(key=key, to=mail.address, waits=waits and not silent, silent=silent, trouble=mail.trouble)
