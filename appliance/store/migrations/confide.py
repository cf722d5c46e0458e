"""The file of Confide: apart from all others, with nothing in it that tells who, where or at what time."""

from sqlite_utils import Database

from appliance.store.migrations.step import confide, run

NEVER_CHANGED = ("confide_reports", "confide_entries", "confide_boxes", "confide_erased")
TRIGGERS = (
    *(f"{table}_is_not_{verb}" for table in NEVER_CHANGED for verb in ("changed", "deleted", "replaced")),
    "confide_entries_end_with_erasure",
    "confide_boxes_end_with_erasure",
    "confide_erased_is_of_two_readers",
)


@confide(name="0001_confide")
def _confide_first(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE confide_front (only INTEGER PRIMARY KEY CHECK (only = 1), value BLOB NOT NULL) STRICT;;
        CREATE TABLE confide_photos (name TEXT PRIMARY KEY, image BLOB NOT NULL) STRICT, WITHOUT ROWID;;
        CREATE TABLE confide_reports (
            id TEXT PRIMARY KEY, day TEXT NOT NULL, once BLOB NOT NULL UNIQUE, lookup BLOB NOT NULL UNIQUE,
            child BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE confide_entries (
            number INTEGER PRIMARY KEY, report TEXT REFERENCES confide_reports (id), place INTEGER, day TEXT NOT NULL,
            of_child INTEGER NOT NULL, once BLOB UNIQUE, digest BLOB NOT NULL, boxes BLOB NOT NULL, seal TEXT NOT NULL,
            body BLOB NOT NULL, UNIQUE (report, place), CHECK ((report IS NULL) = (place IS NULL))
        ) STRICT;;
        CREATE INDEX confide_ticks ON confide_entries (number) WHERE report IS NULL;;
        CREATE TABLE confide_boxes (
            reader INTEGER NOT NULL, report TEXT NOT NULL, place INTEGER NOT NULL, given INTEGER NOT NULL,
            digest BLOB NOT NULL, box BLOB NOT NULL, PRIMARY KEY (reader, report, place),
            FOREIGN KEY (report, place) REFERENCES confide_entries (report, place),
            FOREIGN KEY (report, given) REFERENCES confide_entries (report, place)
        ) STRICT, WITHOUT ROWID;;
        CREATE INDEX confide_boxes_of_report ON confide_boxes (report, reader);;
        CREATE TABLE confide_erased (
            report TEXT PRIMARY KEY, place INTEGER NOT NULL, day TEXT NOT NULL, asked_by INTEGER NOT NULL,
            agreed_by INTEGER NOT NULL CHECK (agreed_by <> asked_by),
            FOREIGN KEY (report, place) REFERENCES confide_entries (report, place)
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE confide_seen (
            account INTEGER NOT NULL, report TEXT NOT NULL REFERENCES confide_reports (id), place INTEGER NOT NULL,
            PRIMARY KEY (account, report)
        ) STRICT, WITHOUT ROWID;;
        CREATE INDEX confide_seen_of_report ON confide_seen (report);;
        CREATE TABLE confide_sweep (only INTEGER PRIMARY KEY CHECK (only = 1)) STRICT;;
        CREATE TABLE confide_keys (
            account INTEGER PRIMARY KEY, public BLOB NOT NULL, wrapped BLOB NOT NULL, recovery BLOB NOT NULL,
            since TEXT NOT NULL
        ) STRICT;;
        CREATE TABLE confide_kit (only INTEGER PRIMARY KEY CHECK (only = 1), public BLOB NOT NULL, since TEXT NOT NULL)
            STRICT;;
        CREATE TABLE confide_notices (
            id TEXT PRIMARY KEY, account INTEGER NOT NULL, due REAL NOT NULL, urgent INTEGER NOT NULL,
            more INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;;
        CREATE INDEX confide_notices_by_time ON confide_notices (due);;

        CREATE TRIGGER confide_reports_is_not_changed BEFORE UPDATE ON confide_reports
            BEGIN SELECT RAISE(ABORT, 'a report is never changed'); END;;
        CREATE TRIGGER confide_reports_is_not_deleted BEFORE DELETE ON confide_reports
            BEGIN SELECT RAISE(ABORT, 'a report is never deleted'); END;;
        CREATE TRIGGER confide_reports_is_not_replaced BEFORE INSERT ON confide_reports
            WHEN EXISTS (SELECT 1 FROM confide_reports WHERE id = NEW.id OR once = NEW.once OR lookup = NEW.lookup)
            BEGIN SELECT RAISE(ABORT, 'a report is never replaced'); END;;

        CREATE TRIGGER confide_entries_is_not_changed BEFORE UPDATE ON confide_entries
            WHEN NEW.body <> x'' OR NOT EXISTS (SELECT 1 FROM confide_erased WHERE report = OLD.report)
            OR NEW.number IS NOT OLD.number OR NEW.report IS NOT OLD.report OR NEW.place IS NOT OLD.place
            OR NEW.day IS NOT OLD.day OR NEW.of_child IS NOT OLD.of_child OR NEW.once IS NOT OLD.once
            OR NEW.digest IS NOT OLD.digest OR NEW.boxes IS NOT OLD.boxes OR NEW.seal IS NOT OLD.seal
            BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;;
        CREATE TRIGGER confide_entries_is_not_deleted BEFORE DELETE ON confide_entries
            BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;;
        CREATE TRIGGER confide_entries_is_not_replaced BEFORE INSERT ON confide_entries
            WHEN EXISTS (
                SELECT 1 FROM confide_entries
                WHERE number = NEW.number OR once = NEW.once OR (report = NEW.report AND place = NEW.place)
            ) BEGIN SELECT RAISE(ABORT, 'an entry is never replaced'); END;;
        CREATE TRIGGER confide_entries_end_with_erasure BEFORE INSERT ON confide_entries
            WHEN EXISTS (SELECT 1 FROM confide_erased WHERE report = NEW.report)
            BEGIN SELECT RAISE(ABORT, 'nothing is added to a report that was erased'); END;;

        CREATE TRIGGER confide_boxes_is_not_changed BEFORE UPDATE ON confide_boxes
            WHEN NEW.box <> x'' OR NOT EXISTS (SELECT 1 FROM confide_erased WHERE report = OLD.report)
            OR NEW.reader IS NOT OLD.reader OR NEW.report IS NOT OLD.report OR NEW.place IS NOT OLD.place
            OR NEW.given IS NOT OLD.given OR NEW.digest IS NOT OLD.digest
            BEGIN SELECT RAISE(ABORT, 'a box is never changed'); END;;
        CREATE TRIGGER confide_boxes_is_not_deleted BEFORE DELETE ON confide_boxes
            BEGIN SELECT RAISE(ABORT, 'a box is never deleted'); END;;
        CREATE TRIGGER confide_boxes_is_not_replaced BEFORE INSERT ON confide_boxes
            WHEN EXISTS (
                SELECT 1 FROM confide_boxes WHERE reader = NEW.reader AND report = NEW.report AND place = NEW.place
            ) BEGIN SELECT RAISE(ABORT, 'a box is never replaced'); END;;
        CREATE TRIGGER confide_boxes_end_with_erasure BEFORE INSERT ON confide_boxes
            WHEN EXISTS (SELECT 1 FROM confide_erased WHERE report = NEW.report)
            BEGIN SELECT RAISE(ABORT, 'nothing is added to a report that was erased'); END;;

        CREATE TRIGGER confide_erased_is_not_changed BEFORE UPDATE ON confide_erased
            BEGIN SELECT RAISE(ABORT, 'an erasure is never changed'); END;;
        CREATE TRIGGER confide_erased_is_not_deleted BEFORE DELETE ON confide_erased
            BEGIN SELECT RAISE(ABORT, 'an erasure is never deleted'); END;;
        CREATE TRIGGER confide_erased_is_not_replaced BEFORE INSERT ON confide_erased
            WHEN EXISTS (SELECT 1 FROM confide_erased WHERE report = NEW.report)
            BEGIN SELECT RAISE(ABORT, 'an erasure is never replaced'); END;;
        CREATE TRIGGER confide_erased_is_of_two_readers BEFORE INSERT ON confide_erased
            WHEN NEW.asked_by < 1 OR NEW.agreed_by < 1
            OR NOT EXISTS (SELECT 1 FROM confide_boxes WHERE report = NEW.report AND reader = NEW.asked_by)
            OR NOT EXISTS (SELECT 1 FROM confide_boxes WHERE report = NEW.report AND reader = NEW.agreed_by)
            BEGIN SELECT RAISE(ABORT, 'two who read a report erase it'); END
        """,
    )
