"""Passkeys (WebAuthn). Each is bound to the name that the console was open under, and always asks for a finger, a face
or a PIN, so that it proves as much as a password with a second factor."""

from collections.abc import Callable, Iterable

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from appliance.model import Frozen
from appliance.store.rows import NewPasskey, PasskeyRow

_ALWAYS = UserVerificationRequirement.REQUIRED
Challenge = Callable[[bytes], bool]


class Site(Frozen):
    """The console as the browser sees it: `host` without the port, `origin` with scheme and port."""

    host: str
    origin: str


def registering(site: Site, account: int, mail: str, name: str, known: Iterable[bytes], challenge: bytes) -> str:
    """What the browser is asked to make, in JSON. `known` are the account's others, not to be made twice."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="Lollipop",
        user_id=f"lollipop {account}".encode(),
        user_name=mail,
        user_display_name=name,
        challenge=challenge,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_ALWAYS
        ),
    )
    return options_to_json(options)


def asking(site: Site, known: Iterable[bytes], challenge: bytes) -> str:
    """What the browser is asked to sign, in JSON; with any passkey of this site where none is `known`."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=_ALWAYS,
    )
    return options_to_json(options)


def registered(site: Site, answer: str, takes: Challenge) -> NewPasskey | None:
    """The passkey in a browser's answer; None for one that is not whole, not for us or not to a challenge that `takes`
    it."""
    try:
        credential = parse_registration_credential_json(answer)
        challenge = parse_client_data_json(credential.response.client_data_json).challenge
        found = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None
    if not takes(challenge):
        return None
    return NewPasskey(id=found.credential_id, public_key=found.credential_public_key, sign_count=found.sign_count)


def id_in(answer: str) -> bytes:
    """Which passkey somebody says to have used; empty for an answer that is none."""
    try:
        return parse_authentication_credential_json(answer).raw_id
    except (WebAuthnException, ValueError):
        return b""


def proves(site: Site, answer: str, passkey: PasskeyRow, takes: Challenge) -> int | None:
    """Its new count of signatures, where the answer was signed by this passkey, for us, to a challenge that `takes` it,
    by somebody whom it knows. A count that went back is a copy's, and proves nothing."""
    try:
        credential = parse_authentication_credential_json(answer)
        challenge = parse_client_data_json(credential.response.client_data_json).challenge
        found = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None
    return found.new_sign_count if takes(challenge) else None
