"""Who is meant by a rule's recipients, among those who have an account."""

from collections.abc import Iterable

from appliance.alerts.rules import AlertRule
from appliance.duties import Duty
from appliance.model import Frozen
from appliance.store.rows import AccountRow


class Recipient(Frozen):
    """An account by its number, or, where that is None, an address outside the console."""

    account: int | None = None
    address: str = ""

    @property
    def key(self) -> str:
        """The same recipient has the same key for ever."""
        return f"account/{self.account}" if self.account is not None else f"address/{self.address.casefold()}"


class Directory:
    """Of accounts that have not ended."""

    def __init__(self, accounts: Iterable[AccountRow]) -> None:
        self._accounts = tuple(accounts)
        self._by_address = {one.email.casefold(): one.number for one in self._accounts}

    def recipients(self, rule: AlertRule) -> tuple[Recipient, ...]:
        """Each once. An address that is somebody's here is that account, so that it gets what they may see."""
        known = {one.number for one in self._accounts}
        numbers = [*self.with_duties(rule.duties), *(number for number in rule.accounts if number in known)]
        found = [*(Recipient(account=number) for number in numbers), *map(self.at, rule.addresses)]
        return tuple(dict.fromkeys(found))

    def with_duties(self, duties: Iterable[Duty]) -> tuple[int, ...]:
        wanted = set(duties)
        return tuple(one.number for one in self._accounts if wanted & {held.duty for held in one.duties})

    def at(self, address: str) -> Recipient:
        number = self._by_address.get(address.casefold())
        return Recipient(address=address) if number is None else Recipient(account=number)
