"""The recovery kit: one sheet of paper for the safe."""

from dataclasses import dataclass
from typing import ClassVar

from cryptography import x509
from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField
from wtforms.validators import DataRequired

from appliance import audit_head
from appliance.first_run import Step
from appliance.machine.commands import AskKitCode, KitCode, Looked
from appliance.model import Right
from appliance.store.rows import AccountRow
from webui import setting_up
from webui.box import box
from webui.first_run.blueprint import StepPage, blueprint, come_to, go_on
from webui.forms import ScreenForm
from webui.machine.asking import ask, look
from webui.page import Page, render
from webui.paper import pdf
from webui.portal.device_files import fingerprint
from webui.security import needs, somebody


class KitForm(ScreenForm):
    printed = BooleanField(
        "It is printed and put away", [DataRequired("Tick this once the sheet is where it will stay.")]
    )


@dataclass(frozen=True, kw_only=True)
class KitStep(StepPage):
    """`codes`: recovery codes will stand on it."""

    template: ClassVar[str] = "first_run/kit.html"
    step: ClassVar[Step] = Step.KIT
    form: KitForm
    codes: bool


@dataclass(frozen=True, kw_only=True)
class KitPaper(Page):
    """`console` is the address that the reader uses, `certificates` are fingerprints. `codes` are those of `account`;
    none where they were made too long ago. `backup_code` is empty where no machine is looked after from here."""

    template: ClassVar[str] = "first_run/kit_paper.html"
    console: str
    account: AccountRow | None
    codes: tuple[str, ...]
    certificates: tuple[str, ...]
    audit_key: str
    backup_code: str
    backup_place: str


@blueprint.get("/setup/recovery-kit")
@needs(Right.ACCOUNTS)
def kit() -> AnyResponse | str:
    return come_to(Step.KIT) or render(_page(KitForm()))


@blueprint.post("/setup/recovery-kit")
@needs(Right.ACCOUNTS)
def put_away() -> AnyResponse:
    form = KitForm.from_request()
    if not form.validate():
        return Response(render(_page(form)), 422)
    box().fresh_codes.forget(somebody().viewer.account)
    return go_on(Step.KIT)


@blueprint.get("/setup/recovery-kit.pdf")
@needs(Right.ACCOUNTS, proved=True)
def paper() -> Response:
    account = somebody().viewer.account
    answer, looked = ask(AskKitCode()), look()
    sheet = KitPaper(
        console=request.host_url,
        account=box().store.accounts.get(account),
        codes=_codes(account),
        certificates=_fingerprints(),
        audit_key=audit_head.public_key(box().home),
        backup_code=answer.code if isinstance(answer, KitCode) else "",
        backup_place=looked.backup.place if isinstance(looked, Looked) else "",
    )
    box().store.audit.add(box().now(), somebody().who, "recovery kit printed", f"account {account}")
    return pdf(sheet, "Lollipop recovery kit")


def _page(form: KitForm) -> KitStep:
    return KitStep(run=setting_up.run(), form=form, codes=bool(_codes(somebody().viewer.account)))


def _codes(account: int) -> tuple[str, ...]:
    return box().fresh_codes.of(account, box().now())


def _fingerprints() -> tuple[str, ...]:
    """None where the certificate cannot be read, which Health says."""
    try:
        return tuple(map(fingerprint, x509.load_pem_x509_certificates(box().home.certificate.read_bytes())))
    except (OSError, ValueError):
        return ()
