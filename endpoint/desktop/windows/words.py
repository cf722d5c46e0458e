"""Every word that a window shows, in English and Welsh: short, calm, and for a child of seven.

The Welsh is ours ("ti" to children, forms between north and south), in the manner of `appliance/languages/cy.po`. **No
native speaker has read it yet.** After the number two, `munud` becomes `funud`.
"""

from dataclasses import dataclass
from math import ceil

from appliance.helpers.protocol import Watch
from endpoint.desktop.windows.wire import Language

_MINUTE = 60
_NAMES_SHOWN = 12


@dataclass(frozen=True)
class Words:
    """`{}` stands for a name, a number or a list."""

    locked: str
    opens_soon: str
    opens_in_one: str
    opens_in_two: str
    opens_in: str
    talk_to: str
    confide_later: str
    message_from: str
    says: str
    ok: str
    more_waiting: str
    one_waiting: str
    accept: str
    decline: str
    if_decline: str
    sure: str
    log_me_off: str
    go_back: str
    declined: str
    log_off_in: str
    log_off_in_one: str
    save_work: str
    watched_title: str
    watched_lead: str
    sites: str
    typed: str
    not_typed: str
    titles: str
    pictures: str
    not_pictures: str
    live: str
    excluded: str
    blocked: str
    usb_say: str
    usb_block: str
    confide_free: str
    find_again: str
    read_it: str
    looking: str
    nobody_looks: str
    confide: str
    watched_here: str
    close: str
    and_more: str

    def opens(self, left: float) -> str:
        """When the screen opens again, in whole minutes, so that nothing ticks in front of a child."""
        minutes = ceil(left / _MINUTE)
        if left <= _MINUTE:
            return self.opens_soon if left <= _MINUTE / 2 else self.opens_in_one
        return (self.opens_in_two if minutes == 2 else self.opens_in).format(minutes)  # noqa: PLR2004

    def log_off(self, left: float) -> str:
        seconds = max(ceil(left), 1)
        return (self.log_off_in_one if seconds == 1 else self.log_off_in).format(seconds)

    def waiting(self, count: int) -> str:
        return (self.one_waiting if count == 1 else self.more_waiting).format(count) if count else ""

    def watch(self, watch: Watch) -> tuple[tuple[str, str], ...]:
        """What is watched, as pairs of a picture's name and a sentence. Nothing that is watched is left out."""
        lines = [
            ("speech", self.typed if watch.typed else self.not_typed),
            ("screen", self.titles if watch.titles else ""),
            ("screen", self.pictures if watch.pictures else self.not_pictures),
            ("people", self.live if watch.pictures or watch.titles else ""),
            ("shield", self.sites),
            ("hand", {"allow": "", "say": self.usb_say, "block": self.usb_block}[watch.usb]),
            ("hand", self._named(self.blocked, watch.blocked)),
            ("lock", self._named(self.excluded, watch.excluded)),
            ("heart", self.confide_free),
        ]
        return tuple((picture, line) for picture, line in lines if line)

    def _named(self, sentence: str, names: tuple[str, ...]) -> str:
        if not names:
            return ""
        more = len(names) - _NAMES_SHOWN
        listed = ", ".join(names[:_NAMES_SHOWN]) + (f" {self.and_more.format(more)}" if more > 0 else "")
        return sentence.replace("{}", listed)


_ENGLISH = Words(
    locked="This screen is locked for now.",
    opens_soon="It opens again very soon.",
    opens_in_one="It opens again in about a minute.",
    opens_in_two="It opens again in {} minutes.",
    opens_in="It opens again in {} minutes.",
    talk_to="Talk to {}.",
    confide_later="Is something worrying you? Tell a grown-up now. Or use Confide on another computer or tablet.",
    message_from="A message from",
    says="{} says:",
    ok="OK",
    more_waiting="{} more messages are waiting.",
    one_waiting="One more message is waiting.",
    accept="Yes, I will do that",
    decline="No",
    if_decline="If you say no, you are logged off.",
    sure="Are you sure? You will be logged off.",
    log_me_off="Yes, log me off",
    go_back="Go back",
    declined="You are being logged off. Talk to a grown-up about it.",
    log_off_in="You will be logged off in {} seconds.",
    log_off_in_one="You will be logged off in 1 second.",
    save_work="Save your work now.",
    watched_title="What your school sees here",
    watched_lead="{} helps you to stay safe on this computer. This is how:",
    sites="The websites you open at school are checked.",
    typed="A program reads the words you type. If they sound worrying, a grown-up reads them too.",
    not_typed="Words you type in programs are not read.",
    titles="It sees which programs and windows you open.",
    pictures="If something looks worrying, it takes pictures of your screen. A grown-up can ask for one too.",
    not_pictures="No pictures are taken of your screen.",
    live="Your teacher can look at your screen. You see who is looking.",
    excluded="What you type in these programs is never read: {}.",
    blocked="These programs are closed when they start: {}.",
    usb_say="If you plug in a USB stick, your school is told.",
    usb_block="USB sticks do not work here.",
    confide_free="What you write in Confide is not watched.",
    find_again="You can read this again: click the Lollipop sign.",
    read_it="I have read it",
    looking="{} is looking at this screen",
    nobody_looks="Nobody is looking at this screen now.",
    confide="Tell somebody (Confide)",
    watched_here="What is watched here",
    close="Close",
    and_more="and {} more",
)

_WELSH = Words(
    locked="Mae’r sgrin hon wedi’i chloi am nawr.",
    opens_soon="Bydd yn agor eto cyn bo hir iawn.",
    opens_in_one="Bydd yn agor eto ymhen tua munud.",
    opens_in_two="Bydd yn agor eto ymhen {} funud.",
    opens_in="Bydd yn agor eto ymhen {} munud.",
    talk_to="Dyweda wrth {}.",
    confide_later="Oes rhywbeth yn dy boeni di? Dyweda wrth oedolyn nawr. Neu defnyddia Confide ar gyfrifiadur neu "
    "dabled arall.",
    message_from="Neges gan",
    says="Neges gan {}:",
    ok="Iawn",
    more_waiting="Negeseuon eraill yn aros: {}.",
    one_waiting="Mae un neges arall yn aros.",
    accept="Iawn, fe wnaf i hynny",
    decline="Na",
    if_decline="Os wyt ti’n dweud na, byddi di’n cael dy allgofnodi.",
    sure="Wyt ti’n siŵr? Byddi di’n cael dy allgofnodi.",
    log_me_off="Ydw, allgofnoda fi",
    go_back="Yn ôl",
    declined="Rwyt ti’n cael dy allgofnodi. Siarada ag oedolyn am hyn.",
    log_off_in="Byddi di’n cael dy allgofnodi ymhen {} eiliad.",
    log_off_in_one="Byddi di’n cael dy allgofnodi ymhen 1 eiliad.",
    save_work="Cadwa dy waith nawr.",
    watched_title="Beth mae dy ysgol yn ei weld yma",
    watched_lead="Mae {} yn dy helpu i gadw’n ddiogel ar y cyfrifiadur hwn. Dyma sut:",
    sites="Mae’r gwefannau rwyt ti’n eu hagor yn yr ysgol yn cael eu gwirio.",
    typed="Mae rhaglen yn darllen y geiriau rwyt ti’n eu teipio. Os ydyn nhw’n swnio’n bryderus, mae oedolyn yn eu "
    "darllen nhw hefyd.",
    not_typed="Dydy’r geiriau rwyt ti’n eu teipio mewn rhaglenni ddim yn cael eu darllen.",
    titles="Mae’n gweld pa raglenni a ffenestri rwyt ti’n eu hagor.",
    pictures="Os bydd rhywbeth yn edrych yn bryderus, mae’n tynnu lluniau o dy sgrin. Gall oedolyn ofyn am un hefyd.",
    not_pictures="Does dim lluniau’n cael eu tynnu o dy sgrin.",
    live="Mae dy athro neu athrawes yn gallu edrych ar dy sgrin. Rwyt ti’n gweld pwy sy’n edrych.",
    excluded="Dydy’r hyn rwyt ti’n ei deipio yn y rhaglenni hyn byth yn cael ei ddarllen: {}.",
    blocked="Mae’r rhaglenni hyn yn cael eu cau pan fyddan nhw’n dechrau: {}.",
    usb_say="Os wyt ti’n rhoi cof bach USB i mewn, mae’r ysgol yn cael gwybod.",
    usb_block="Dydy cofion bach USB ddim yn gweithio yma.",
    confide_free="Does neb yn gwylio’r hyn rwyt ti’n ei ysgrifennu yn Confide.",
    find_again="Fe gei di ddarllen hyn eto: clicia ar arwydd y Lolipop.",
    read_it="Rydw i wedi’i ddarllen",
    looking="Mae {} yn edrych ar y sgrin hon",
    nobody_looks="Does neb yn edrych ar y sgrin hon nawr.",
    confide="Dweud wrth rywun (Confide)",
    watched_here="Beth sy’n cael ei wylio yma",
    close="Cau",
    and_more="a {} arall",
)

WORDS: dict[Language, Words] = {"en": _ENGLISH, "cy": _WELSH}
