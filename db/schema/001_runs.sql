-- The first schema. Words (level, state, kind ...) are stored as the names of model/words.h.
-- Everything hangs on its run: deleting a run deletes all that it recorded.

PRAGMA application_id = 1297111105; -- "MPXA"
PRAGMA user_version = 1;

CREATE TABLE run (
    run                INTEGER PRIMARY KEY,
    started            TEXT NOT NULL,
    root               TEXT NOT NULL,
    tool_version       TEXT NOT NULL,
    catalogue          TEXT NOT NULL,
    command            TEXT NOT NULL,
    units              INTEGER NOT NULL DEFAULT 0,
    units_ok           INTEGER NOT NULL DEFAULT 0,
    units_degraded     INTEGER NOT NULL DEFAULT 0,
    units_failed       INTEGER NOT NULL DEFAULT 0,
    units_skipped      INTEGER NOT NULL DEFAULT 0,
    functions          INTEGER NOT NULL DEFAULT 0,
    functions_degraded INTEGER NOT NULL DEFAULT 0,
    instructions       INTEGER NOT NULL DEFAULT 0,
    unknowns           INTEGER NOT NULL DEFAULT 0,
    sites              INTEGER NOT NULL DEFAULT 0,
    findings           INTEGER NOT NULL DEFAULT 0,
    elapsed_ms         INTEGER NOT NULL DEFAULT 0,
    peak_parent_kib    INTEGER NOT NULL DEFAULT 0,
    peak_worker_kib    INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE rule (
    run      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    id       TEXT NOT NULL,
    family   TEXT NOT NULL,
    severity TEXT NOT NULL,
    cwe      INTEGER NOT NULL,
    title    TEXT NOT NULL,
    help     TEXT NOT NULL,
    PRIMARY KEY (run, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE unit (
    unit               INTEGER PRIMARY KEY,
    run                INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    file               TEXT NOT NULL,
    status             TEXT NOT NULL,
    mode               TEXT NOT NULL,
    reason             TEXT,
    functions          INTEGER NOT NULL,
    functions_degraded INTEGER NOT NULL,
    instructions       INTEGER NOT NULL,
    unknowns           INTEGER NOT NULL,
    parse_ms           INTEGER NOT NULL,
    cached             INTEGER NOT NULL
) STRICT;
CREATE INDEX unit_file ON unit (run, file);

CREATE TABLE site (
    site        INTEGER PRIMARY KEY,
    run         INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    family      TEXT NOT NULL,
    interface   TEXT NOT NULL,
    kind        TEXT NOT NULL,
    file        TEXT NOT NULL,
    line        INTEGER NOT NULL,
    col         INTEGER NOT NULL,
    function    TEXT NOT NULL,
    side        TEXT NOT NULL,
    value       TEXT,
    confidence  TEXT NOT NULL,
    hits        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX site_run ON site (run);
CREATE INDEX site_fingerprint ON site (fingerprint);

CREATE TABLE site_argument (
    site  INTEGER NOT NULL REFERENCES site ON DELETE CASCADE,
    ord   INTEGER NOT NULL,
    name  TEXT NOT NULL,
    text  TEXT NOT NULL,
    value TEXT,
    tags  TEXT NOT NULL,
    PRIMARY KEY (site, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
    finding           INTEGER PRIMARY KEY,
    run               INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    fingerprint       TEXT NOT NULL,
    fingerprint_moved TEXT NOT NULL,
    moved_from        TEXT, -- the fingerprint in the run before, when it was recognised by fingerprint_moved only
    rule              TEXT NOT NULL,
    level             TEXT NOT NULL,
    severity          TEXT NOT NULL,
    confidence        TEXT NOT NULL,
    verdict           TEXT,
    reason            TEXT,
    file              TEXT NOT NULL,
    line              INTEGER NOT NULL,
    col               INTEGER NOT NULL,
    function          TEXT NOT NULL,
    message           TEXT NOT NULL,
    gain              TEXT,
    repair            TEXT,
    key               TEXT,
    line_hash         TEXT,
    state             TEXT NOT NULL,
    suppressed        TEXT,
    confirmed         INTEGER NOT NULL DEFAULT 0,
    hits              INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX finding_run ON finding (run, fingerprint);
CREATE INDEX finding_fingerprint ON finding (fingerprint, run);
CREATE INDEX finding_moved ON finding (fingerprint_moved, run);
CREATE INDEX finding_from ON finding (run, moved_from) WHERE moved_from IS NOT NULL;

CREATE TABLE step (
    finding INTEGER NOT NULL REFERENCES finding ON DELETE CASCADE,
    ord     INTEGER NOT NULL,
    role    TEXT NOT NULL,
    file    TEXT NOT NULL,
    line    INTEGER NOT NULL,
    col     INTEGER NOT NULL,
    text    TEXT NOT NULL,
    why     TEXT NOT NULL,
    PRIMARY KEY (finding, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE excerpt (
    run  INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (run, file, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    trace            INTEGER NOT NULL,
    event            INTEGER NOT NULL,
    ts_ns            INTEGER NOT NULL,
    pid              INTEGER NOT NULL,
    tid              INTEGER NOT NULL,
    comm             TEXT NOT NULL,
    family           TEXT NOT NULL,
    interface        TEXT NOT NULL,
    args             TEXT NOT NULL,
    ret              INTEGER,
    evidence         TEXT,
    site_fingerprint TEXT,
    match            TEXT,
    PRIMARY KEY (trace, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_site ON event (site_fingerprint);

-- The stable views (DESIGN.md 5.3): what users and other programs may rely on.

CREATE VIEW v_run AS
SELECT run, started, root, tool_version, catalogue, units, units_ok, units_degraded, units_failed, elapsed_ms
FROM run;

CREATE VIEW v_unit AS
SELECT run, file, status, mode, reason, functions, functions_degraded, parse_ms, cached
FROM unit;

-- args: a JSON array of {name, text, value}; tags: the seed's notation, "addr[U,TOCTOU], key[U]".
CREATE VIEW v_site AS
SELECT run, fingerprint, family, interface, kind, file, line, col, function, side,
       (SELECT json_group_array(json_object('name', name, 'text', text, 'value', value))
        FROM (SELECT name, text, value FROM site_argument AS a WHERE a.site = s.site ORDER BY ord)) AS args,
       value,
       (SELECT coalesce(group_concat(name || '[' || tags || ']', ', '), '')
        FROM (SELECT name, tags FROM site_argument AS a WHERE a.site = s.site AND tags <> '' ORDER BY ord)) AS tags,
       confidence, hits
FROM site AS s;

CREATE VIEW v_finding AS
SELECT run, finding, fingerprint, rule, level, severity, confidence, verdict, reason, file, line, col, function,
       message, state, suppressed, confirmed, hits
FROM finding;

CREATE VIEW v_step AS
SELECT finding, ord, role, file, line, col, text, why
FROM step;

CREATE VIEW v_event AS
SELECT trace, event, ts_ns, pid, tid, comm, family, interface, args, ret, evidence, site_fingerprint, match
FROM event;
