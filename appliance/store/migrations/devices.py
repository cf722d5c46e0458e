"""Devices, as the network's watch found them, and what the school says of them."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0005_devices")
def _cases_devices(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE devices (
            mac TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT '', room TEXT NOT NULL DEFAULT '',
            owner TEXT REFERENCES people (id), heard TEXT NOT NULL, maker TEXT NOT NULL, kind TEXT NOT NULL,
            kind_weight INTEGER NOT NULL, random INTEGER NOT NULL, first_seen REAL NOT NULL, last_seen REAL NOT NULL
        ) STRICT, WITHOUT ROWID;;
        CREATE UNIQUE INDEX devices_by_name ON devices (name COLLATE NOCASE) WHERE name <> '';;
        CREATE INDEX devices_by_last_seen ON devices (last_seen);;
        CREATE TABLE device_addresses (
            mac TEXT NOT NULL REFERENCES devices (mac) ON DELETE CASCADE, address TEXT NOT NULL,
            last_seen REAL NOT NULL, PRIMARY KEY (mac, address)
        ) STRICT, WITHOUT ROWID;;
        CREATE INDEX device_addresses_by_address ON device_addresses (address)
        """,
    )
