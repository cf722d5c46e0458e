"""Keys with which updates are signed. Whoever releases keeps theirs elsewhere and names them; for trying there is a
pair of one's own in `build/`, made once."""

from dataclasses import dataclass
from pathlib import Path

from image.tools import BuildError, run

_DAYS = "7300"  # a box may lie in a cupboard for years, and must still take the update after that


@dataclass(frozen=True)
class Signer:
    key: Path
    certificate: Path


def given(key: Path, certificate: Path) -> Signer:
    """Raises BuildError where one is missing."""
    for path in (key, certificate):
        if not path.is_file():
            raise BuildError(f"there is no {path} to sign with")
    return Signer(key, certificate)


def for_trying(folder: Path) -> Signer:
    """Made where there is none. An image with it takes updates from this computer alone. Raises BuildError."""
    signer = Signer(folder / "key.pem", folder / "certificate.pem")
    if not (signer.key.is_file() and signer.certificate.is_file()):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        kind = (
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            _DAYS,
            "-subj",
            "/CN=Lollipop (for trying)",
        )
        run("openssl", "req", "-x509", *kind, "-keyout", signer.key, "-out", signer.certificate)
    return signer
