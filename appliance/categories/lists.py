"""What is a host about? All lists of a box together, and our own small ones."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from appliance.access.hosts import suffixes
from appliance.categories.builtin import builtin
from appliance.categories.table import Table, key_of

_REMEMBERED = 8192


class Lists:
    """`of` answers for a host in the spelling of `plain_host`. `imported` says what the lists are;
    `troubles` are those that could not be opened, a sentence each."""

    def __init__(
        self,
        tables: Iterable[Table] = (),
        own: Mapping[str, frozenset[str]] | None = None,
        troubles: Iterable[str] = (),
    ) -> None:
        self._tables = tuple(tables)
        self._own = builtin() if own is None else own
        self.troubles = tuple(troubles)
        self.imported = tuple(table.about for table in self._tables)
        self.of = lru_cache(maxsize=_REMEMBERED)(self._of)

    @property
    def names(self) -> frozenset[str]:
        """Every category that any host can be in."""
        own = frozenset(name for names in self._own.values() for name in names)
        return own.union(*(about.categories for about in self.imported))

    def _of(self, host: str) -> frozenset[str]:
        """A host is about what it is listed for, and what the domains above it are listed for."""
        found: set[str] = set()
        for name in suffixes(host):
            found |= self._own.get(name, _NOTHING)
            if self._tables:
                key = key_of(name)
                for table in self._tables:
                    found |= table.find(key)
        return frozenset(found)


_NOTHING: frozenset[str] = frozenset()
