-- What a run looked at, so that a scan of a part of the tree says nothing about the rest.

PRAGMA user_version = 2;

-- Paths relative to the run's root, '.' for all of it. A run without any (a shard, a run of schema 1) vouches for its
-- units alone.
CREATE TABLE scope (
    run  INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    path TEXT NOT NULL,
    PRIMARY KEY (run, path)
) STRICT, WITHOUT ROWID;

CREATE INDEX finding_origin ON finding (moved_from, run) WHERE moved_from IS NOT NULL;
