"""Pictures on their way to the disk, and whether it takes them: a disk that is full or gone is told, and tried anew."""

import asyncio
import logging
import secrets

from appliance.errors import EvidenceError
from appliance.evidence.vault import Vault

logger = logging.getLogger(__name__)

TRY_EVERY = 10.0
TRIED_BYTES = 256 * 1024  # as much as a large picture has


class Keeping:
    """`trouble` is why no picture can be kept now, in a sentence; empty where all is well."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.trouble = ""

    async def put(self, image: bytes) -> str:
        """Its digest. Raises EvidenceError."""
        try:
            digest = await asyncio.to_thread(self._vault.put, image)
        except EvidenceError as error:
            self._failed(error)
            raise
        self.trouble = ""
        return digest

    async def run(self) -> None:
        """Find out when it works again, whether or not a device sends anything."""
        while True:
            await asyncio.sleep(TRY_EVERY)
            if self.trouble:
                await self.probe()

    async def probe(self) -> None:
        try:
            await asyncio.to_thread(self._try)
        except EvidenceError as error:
            self._failed(error)
        else:
            self.trouble = ""

    def _try(self) -> None:
        self._vault.remove(self._vault.put(secrets.token_bytes(TRIED_BYTES)))

    def _failed(self, error: EvidenceError) -> None:
        if not self.trouble:
            logger.warning("%s", error)
        self.trouble = str(error)
