-- Shards of a scan, and what `merge` needs to make of them what one scan would have stored. Runs that are whole have no
-- rows here, but for the IR that was merged.

PRAGMA user_version = 3;

-- A run that does not hold the whole of its scan: made with --shard (shard of shards, counted from 1), or merged while
-- shards were missing (shard 0, and which). Whatever its scope, it vouches for its units alone.
CREATE TABLE part (
    run     INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
    shard   INTEGER NOT NULL,
    shards  INTEGER NOT NULL,
    missing TEXT
) STRICT;

-- A unit's IR as its worker sent it: one zstd frame (analyzer/scan/lower.h tells what is in it), cut into parts. Filled
-- by shards and carried over by merge, for what needs the whole tree at once.
CREATE TABLE unit_ir (
    unit  INTEGER NOT NULL REFERENCES unit ON DELETE CASCADE,
    part  INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (unit, part)
) STRICT;

-- Which unit of a shard reported a site, and what its fingerprint was before it got its ordinal: the ordinal counts
-- over all shards, in the order of their units. Rows of `site` go with their run, and so do these.
CREATE TABLE shard_site (
    unit       INTEGER NOT NULL REFERENCES unit ON DELETE CASCADE,
    site       INTEGER NOT NULL,
    identity   TEXT NOT NULL,
    occurrence INTEGER NOT NULL, -- among the unit's with this identity, line and column
    PRIMARY KEY (unit, site)
) STRICT, WITHOUT ROWID;

CREATE TABLE shard_finding (
    unit           INTEGER NOT NULL REFERENCES unit ON DELETE CASCADE,
    finding        INTEGER NOT NULL,
    identity       TEXT NOT NULL,
    identity_moved TEXT NOT NULL,
    occurrence     INTEGER NOT NULL,
    PRIMARY KEY (unit, finding)
) STRICT, WITHOUT ROWID;

-- A suppression comment, the notes that it deserves, and whether this shard used it: a header's may be used by another.
CREATE TABLE shard_suppression (
    run    INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    file   TEXT NOT NULL,
    ord    INTEGER NOT NULL,
    fault  TEXT,
    unused TEXT,
    used   INTEGER NOT NULL,
    PRIMARY KEY (run, file, ord)
) STRICT, WITHOUT ROWID;
