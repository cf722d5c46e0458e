"""Backups: where they go, how the last one went, and the recovery kit's code."""

from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec
from flask import Response
from werkzeug.wrappers import Response as AnyResponse
from wtforms import PasswordField, RadioField, SelectField, StringField

from appliance.machine.commands import BackUp, BackupState, KeepBackups, Looked, NewKitCode, TryBackup, Work
from appliance.model import Right
from webui.forms import Option, ScreenForm, line
from webui.machine.asking import do, look
from webui.machine.blueprint import blueprint
from webui.page import Page, render
from webui.security import needs

WORKS = frozenset({"backup", "trial of a backup", "restore", "search for backups", "new backup code"})
_SFTP_PORT = 22
_FIELDS = {
    "OnStick": ("stick",),
    "OnSftp": ("host", "user", "folder", "port"),
    "OnS3": ("address", "bucket", "key_id", "secret", "folder"),
}
_WRONG = {
    "stick": "Plug a stick in, and load this page again.",
    "host": "Write a name or an address, such as backup.school.example.",
    "user": "Write the name that the box signs in with there.",
    "folder": "Use letters, digits, dots, dashes and slashes.",
    "port": "A port is a number up to 65535; mostly 22.",
    "address": "It begins with https://, and has nothing behind the name.",
    "bucket": "Small letters, digits, dots and dashes.",
    "key_id": "Copy the key as your supplier shows it.",
    "secret": "Copy the secret as your supplier shows it.",
}


class PlaceForm(ScreenForm):
    kind = RadioField(
        "Where should backups go?",
        choices=[
            Option("OnStick", "To a stick that stays in the box"),
            Option("OnSftp", "To another computer, by SFTP"),
            Option("OnS3", "To a shelf that is rented, by S3"),
            Option("nowhere", "Nowhere"),
        ],
    )
    stick = SelectField("The stick", validate_choice=False)
    host = StringField("The computer’s name", line(), description="Such as backup.school.example.")
    user = StringField("The box’s user name there", line())
    port = StringField("Port", line(), default=str(_SFTP_PORT))
    address = StringField("The server’s address", line(), description="Such as https://s3.example.org.")
    bucket = StringField("The bucket", line())
    key_id = StringField("The key", line())
    secret = PasswordField("The secret", line())
    folder = StringField("Folder there", line(), default="lollipop", description="By SFTP and S3.")

    def wanted(self) -> KeepBackups | None:
        """None where something is wrong, which then stands beside its field."""
        kind = self.kind.data
        if kind == "nowhere":
            return KeepBackups(place=None)
        if kind == "OnStick" and self.stick.data not in {value for value, *_ in self.stick.iter_choices()}:
            self.wrong("stick", _WRONG["stick"])
            return None
        names = _FIELDS[kind]
        place: dict[str, Any] = {"type": kind, **{name: (self[name].data or "").strip() for name in names}}
        if "port" in place:
            place["port"] = int(place["port"]) if place["port"].isascii() and place["port"].isdigit() else 0
        try:
            return msgspec.convert({"type": "KeepBackups", "place": place}, KeepBackups)
        except msgspec.ValidationError as error:
            told = str(error).rpartition("$.place.")[2].rstrip("`")
            field = told if told in names else names[0]
            self.wrong(field, _WRONG[field])
            return None


@dataclass(frozen=True, kw_only=True)
class BackupPage(Page):
    """`trouble` says why nobody can look, or nothing. `work` is of backups, and None where other work was done last."""

    template: ClassVar[str] = "machine/backup.html"
    hints: ClassVar[dict[str, str]] = {
        "OnStick": "Simple. It does not help when the box is stolen, or burns: take a second stick home in turn.",
        "OnSftp": "Best where the council or your trust has one.",
        "OnS3": "Best where nobody has one. Nobody there can read what is kept.",
        "nowhere": "When the box breaks, everything is lost.",
    }
    form: PlaceForm
    trouble: str
    state: BackupState
    work: Work | None


@dataclass(frozen=True, kw_only=True)
class BackupPart(BackupPage):
    """What an open page fetches while something is under way."""

    template: ClassVar[str] = "machine/backup_part.html"


@blueprint.get("/machine/backup")
@needs(Right.BOX)
def backup() -> str:
    return render(_page(BackupPage, PlaceForm))


@blueprint.get("/machine/backup/part")
@needs(Right.BOX)
def backup_part() -> str:
    return render(_page(BackupPart, PlaceForm))


@blueprint.post("/machine/backup/place")
@needs(Right.BOX, proved=True)
def keep_backups() -> AnyResponse:
    found = look()
    form = _offering(PlaceForm.from_request(), found)
    wanted = form.wanted() if form.validate() else None
    if wanted is None:
        return Response(render(_shown(BackupPage, form, found)), 422)
    return do(wanted, "machine.backup")


@blueprint.post("/machine/backup/now")
@needs(Right.BOX)
def back_up() -> AnyResponse:
    return do(BackUp(), "machine.backup")


@blueprint.post("/machine/backup/try")
@needs(Right.BOX)
def try_backup() -> AnyResponse:
    return do(TryBackup(), "machine.backup")


@blueprint.post("/machine/backup/code")
@needs(Right.BOX, proved=True)
def new_code() -> AnyResponse:
    return do(NewKitCode(), "machine.backup")


def sticks_in(found: Looked | str) -> list[Option]:
    """Those that are plugged in."""
    sticks = found.sticks if isinstance(found, Looked) else ()
    return [Option(one.name, f"{one.name}, {one.megabytes / 1000:,.0f} GB") for one in sticks]


def _offering(form: PlaceForm, found: Looked | str) -> PlaceForm:
    form.stick.choices = sticks_in(found) or [Option("", "No stick is plugged in")]
    return form


def work_of_backups(found: Looked | str) -> Work | None:
    work = found.work if isinstance(found, Looked) else None
    return work if work and work.what in WORKS else None


def _page[Kind: BackupPage](kind: type[Kind], form: type[PlaceForm]) -> Kind:
    found = look()
    return _shown(kind, _offering(form(), found), found)


def _shown[Kind: BackupPage](kind: type[Kind], form: PlaceForm, found: Looked | str) -> Kind:
    return kind(
        form=form,
        trouble=found if isinstance(found, str) else "",
        state=found.backup if isinstance(found, Looked) else BackupState(),
        work=work_of_backups(found),
    )
