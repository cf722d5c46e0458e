"""A mail as it goes over the line: plain text, the same as simple HTML, and headers that cannot be broken out of."""

import re
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape

from appliance import unseen
from appliance.errors import MailError
from appliance.mail.outgoing import Attachment, Letter, QueuedMail
from appliance.mail.server import MailServer
from appliance.mail.words import Row, Told

_WIDE = 14


# What browsers take for a mail address: html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
_ADDRESS = re.compile(r"([\w.!#$%&'*+/=?^`{|}~-]+)@([a-z0-9-]+(?:\.[a-z0-9-]+)*)", re.ASCII | re.IGNORECASE)
_LONGEST_ADDRESS = 254


def is_address(text: str) -> bool:
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def address_of(text: str, name: str = "") -> Address:
    """Raises MailError for what is no address of mail, or one that needs more than ASCII."""
    if not is_address(text):
        raise MailError(f"{unseen.one_line(text, 80)!r} is no mail address.")
    local, _, domain = text.rpartition("@")
    return Address(display_name=_header(name, 80), username=local, domain=domain)


def envelope(queued: QueuedMail, to: str, server: MailServer, now: float) -> EmailMessage:
    """The headers. The Message-ID is the same at every try, so that a mail that was taken twice is known as one."""
    sender = address_of(server.sender, server.sender_name)
    message = EmailMessage()
    message["From"] = sender
    message["To"] = address_of(to)
    message["Date"] = format_datetime(datetime.fromtimestamp(now, UTC))
    message["Message-ID"] = f"<{queued.token}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    return message


def _header(text: str, longest: int = 200) -> str:
    """On one line, and without what a header would take for an encoded word (RFC 2047): that may hold line ends."""
    return unseen.one_line(text, longest).replace("=?", "= ?")


def fill(message: EmailMessage, told: Told) -> None:
    message["Subject"] = _header(told.subject)
    message.set_content(plain(told))
    message.add_alternative(html(told), subtype="html")


def fill_letter(message: EmailMessage, letter: Letter) -> None:
    message["Subject"] = _header(letter.subject)
    message.set_content(unseen.shown(letter.text))
    for one in letter.attachments:
        _attach(message, one)


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    kind, _, subkind = attachment.kind.partition("/")
    name = _header(attachment.name, 100).replace("/", "-")
    message.add_attachment(attachment.content, maintype=kind, subtype=subkind, filename=name)


def plain(told: Told) -> str:
    parts = [told.opening, *_table(told.rows)]
    for heading, rows in told.lists:
        parts += ["", heading, *_table(rows)[1:]]
    if told.action:
        parts += ["", f"{told.action}: {told.link}" if told.link else told.action]
    if told.closing:
        parts += ["", told.closing]
    return "\n".join(parts) + "\n"


def _table(rows: tuple[Row, ...]) -> list[str]:
    return ["", *(f"{f'{row.label}:':<{_WIDE}} {row.text}{f'  {row.link}' if row.link else ''}" for row in rows)]


_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title></head>
<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; color: #1b1b2f; max-width: 40em">
{parts}
</body></html>
"""


def html(told: Told) -> str:
    """No picture, script or link but our own: nothing is fetched when it is opened."""
    parts = [f"<p>{escape(told.opening)}</p>", _html_table(told.rows)]
    for heading, rows in told.lists:
        parts += [f"<h2 style='font-size: 18px'>{escape(heading)}</h2>", _html_table(rows)]
    if told.action:
        parts.append(f"<p><strong>{_linked(told.action, told.link)}</strong></p>")
    if told.closing:
        parts.append(f"<p style='color: #55556a'>{escape(told.closing)}</p>")
    return _PAGE.format(title=escape(unseen.one_line(told.subject)), parts="\n".join(filter(None, parts)))


def _html_table(rows: tuple[Row, ...]) -> str:
    if not rows:
        return ""
    lines = "\n".join(
        f"<tr><th scope='row' style='text-align: left; padding: 2px 16px 2px 0; font-weight: normal; color: #55556a'>"
        f"{escape(row.label)}</th><td>{_linked(row.text, row.link)}</td></tr>"
        for row in rows
    )
    return f"<table style='border-collapse: collapse'>\n{lines}\n</table>"


def _linked(text: str, link: str) -> str:
    """The words of a link are ours, or a whole row's; addresses inside of a text stay text."""
    return f'<a href="{escape(link)}">{escape(text)}</a>' if link else f"<bdi>{escape(text)}</bdi>"
