"""Everything that somebody may read, together."""

from appliance.model import Viewer
from appliance.store._sqlite import SqliteFile
from appliance.store.seen.activity import SeenActivity
from appliance.store.seen.alerts import SeenAlerts
from appliance.store.seen.bans import SeenBans
from appliance.store.seen.captures import SeenCaptures
from appliance.store.seen.class_now import SeenClasses
from appliance.store.seen.evidence import SeenEvidence
from appliance.store.seen.figures import SeenFigures
from appliance.store.seen.helpers import SeenHelpers
from appliance.store.seen.history import SeenHistory
from appliance.store.seen.keywords import SeenKeywords
from appliance.store.seen.locks import SeenLocks
from appliance.store.seen.mistakes import SeenMistakes
from appliance.store.seen.orders import SeenOrders
from appliance.store.seen.practice import SeenPractice
from appliance.store.seen.school_figures import SeenSchoolFigures
from appliance.store.seen.triage import SeenTriage
from appliance.store.seen.visit_figures import SeenVisitFigures


class Seen:
    """Made by `Store.seen_by`. Every method of every part raises only StorageError."""

    def __init__(self, cases: SqliteFile, activity: SqliteFile, viewer: Viewer) -> None:
        self.viewer = viewer
        self.captures = SeenCaptures(cases, viewer)
        self.triage = SeenTriage(cases, viewer)
        self.evidence = SeenEvidence(cases, viewer)
        self.history = SeenHistory(cases, viewer)
        self.bans = SeenBans(cases, viewer)
        self.alerts = SeenAlerts(cases, viewer)
        self.keywords = SeenKeywords(cases, activity, viewer)
        self.figures = SeenFigures(cases, viewer)
        self.visit_figures = SeenVisitFigures(cases, activity, viewer)
        self.school_figures = SeenSchoolFigures(cases, viewer)
        self.classes = SeenClasses(cases, activity, viewer)
        self.mistakes = SeenMistakes(cases, viewer)
        self.activity = SeenActivity(cases, activity, viewer)
        self.helpers = SeenHelpers(cases, viewer)
        self.orders = SeenOrders(cases, viewer)
        self.locks = SeenLocks(cases, viewer)
        self.practice = SeenPractice(cases, viewer)
        self._activity = activity  # for what follows people through the activity
