"""A class, its teacher and a guest, with the ways they sign in."""

from appliance.model import Role
from appliance.people.roster import GroupKind, Roster, RosterGroup, RosterPerson, plan
from appliance.people.secrets import SecretKind, hash_secret
from appliance.store import Store

AMY, AMY_C, BEN, MS_ADA = "p1", "p2", "p3", "p4"
PICTURES, PASSWORD, STAFF_PASSWORD = "cat moon tree boat", "horse battery", "correct staple"
CLASS = RosterGroup(name="class-3b", title="3B", kind=GroupKind.CLASS)


def pupil(number: int, given: str, family: str) -> RosterPerson:
    return RosterPerson(
        source_id=str(number),
        given=given,
        family=family,
        role=Role.PUPIL,
        year=3,
        username=f"{given}{number}".lower(),
        groups=(CLASS.name,),
    )


def fill(store: Store) -> str:
    """Gives a guest's code."""
    people = (
        pupil(1, "Amy", "Bell"),
        pupil(2, "Amy", "Cole"),
        pupil(3, "Ben", "Dale"),
        RosterPerson(source_id="4", given="Ada", family="Oak", role=Role.STAFF, username="ada.oak"),
    )
    listed = Roster(source="pupils.csv", people=people, groups=(CLASS,))
    store.people.apply(plan(store.people.known(), listed), "office", 1.0)
    for id_, kind, secret in (
        (AMY, SecretKind.PICTURE, PICTURES),
        (BEN, SecretKind.PASSWORD, PASSWORD),
        (MS_ADA, SecretKind.PASSWORD, STAFF_PASSWORD),
    ):
        store.people.set_secret(id_, kind, hash_secret(kind, secret), "office", 1.0)
    code, _ = store.guests.add("Visiting Author", 9e9, "office", 1.0)
    return code
