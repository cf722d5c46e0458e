"""What a child told, and how far it is, as adults say it."""

from appliance.confide.model import About, Feeling, Grave, Safe, Status, Theme

STATUSES = {
    Status.NEW: "New",
    Status.OPEN: "Open",
    Status.PASSED_ON: "Passed on",
    Status.CLOSED: "Closed",
}
GRAVES = {
    Grave.MINOR: "Minor",
    Grave.MODERATE: "Moderate",
    Grave.SEVERE: "Severe",
}
ABOUT = {
    About.ME: "About themselves",
    About.FRIEND: "About a friend",
    About.SAW: "About something they saw",
}
THEMES = {
    Theme.UNKIND: "Somebody is unkind",
    Theme.FRIENDS: "Friends",
    Theme.HOME: "Home",
    Theme.ONLINE: "Online",
    Theme.HURT: "Hurt or touched",
    Theme.MYSELF: "Hurting themselves",
    Theme.FEELINGS: "Feelings",
    Theme.SCHOOL: "School",
    Theme.OTHER: "Something else",
}
FEELINGS = {
    Feeling.FINE: "Fine",
    Feeling.SAD: "Sad",
    Feeling.SCARED: "Scared",
    Feeling.ANGRY: "Angry",
    Feeling.WORRIED: "Worried",
    Feeling.LONELY: "Lonely",
    Feeling.MIXED: "Mixed up",
}
SAFE = {
    Safe.YES: "Yes, safe now",
    Safe.NO: "No, not safe now",
    Safe.UNSURE: "Not sure",
}
