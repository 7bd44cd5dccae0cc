-- What was seen at run time. A trace belongs to the run whose sites its events were joined with, and goes with it.

PRAGMA user_version = 4;

-- Nobody has written events before this schema.
DROP VIEW v_event;
DROP TABLE event;

CREATE TABLE trace (
    trace        INTEGER PRIMARY KEY,
    run          INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    label        TEXT NOT NULL, -- the file, or the command that was traced
    stored       TEXT NOT NULL,
    -- model/trace.h tells what these are: struct trace_origin, struct trace_totals.
    format       TEXT NOT NULL DEFAULT '',
    backend      TEXT NOT NULL DEFAULT '',
    tool         TEXT NOT NULL DEFAULT '',
    kernel       TEXT NOT NULL DEFAULT '',
    machine      TEXT NOT NULL DEFAULT '',
    catalogue    TEXT NOT NULL DEFAULT '',
    pid          INTEGER NOT NULL DEFAULT 0,
    monotonic_ns INTEGER NOT NULL DEFAULT 0,
    realtime_ns  INTEGER NOT NULL DEFAULT 0,
    records      INTEGER NOT NULL DEFAULT 0,
    calls        INTEGER NOT NULL DEFAULT 0,
    faults       INTEGER NOT NULL DEFAULT 0,
    others       INTEGER NOT NULL DEFAULT 0,
    ambiguous    INTEGER NOT NULL DEFAULT 0,
    unknown      INTEGER NOT NULL DEFAULT 0,
    bad          INTEGER NOT NULL DEFAULT 0,
    missed       INTEGER NOT NULL DEFAULT 0,
    skipped      INTEGER NOT NULL DEFAULT 0,
    full         INTEGER NOT NULL DEFAULT 0,
    not_written  INTEGER NOT NULL DEFAULT 0,
    unpaired     INTEGER NOT NULL DEFAULT 0,
    dropped      INTEGER NOT NULL DEFAULT 0,
    truncated    INTEGER NOT NULL DEFAULT 0,
    status       INTEGER,       -- of the traced command, as wait() gives it
    stated       INTEGER NOT NULL DEFAULT 0,
    incomplete   TEXT,          -- why it cannot be called complete; null: it is
    -- Its events by how sure the join is; `elsewhere` ran at a line where the scan has no site.
    exact        INTEGER NOT NULL DEFAULT 0,
    line         INTEGER NOT NULL DEFAULT 0,
    function     INTEGER NOT NULL DEFAULT 0,
    tail_call    INTEGER NOT NULL DEFAULT 0,
    unresolved   INTEGER NOT NULL DEFAULT 0,
    elsewhere    INTEGER NOT NULL DEFAULT 0,
    repeated     INTEGER NOT NULL DEFAULT 0 -- not stored: their number was taken
) STRICT;
CREATE INDEX trace_run ON trace (run);

CREATE TABLE trace_note (
    trace INTEGER NOT NULL REFERENCES trace ON DELETE CASCADE,
    ord   INTEGER NOT NULL,
    text  TEXT NOT NULL,
    PRIMARY KEY (trace, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE probe (
    trace     INTEGER NOT NULL REFERENCES trace ON DELETE CASCADE,
    probe     INTEGER NOT NULL,
    interface TEXT NOT NULL,
    symbol    TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    reason    TEXT NOT NULL,
    hits      INTEGER NOT NULL,
    missed    INTEGER NOT NULL,
    ran       INTEGER NOT NULL,
    PRIMARY KEY (trace, probe)
) STRICT, WITHOUT ROWID;

-- Calls that came the same way share their chain of frames, innermost first.
CREATE TABLE stack (
    stack INTEGER PRIMARY KEY,
    trace INTEGER NOT NULL REFERENCES trace ON DELETE CASCADE
) STRICT;
CREATE INDEX stack_trace ON stack (trace);

CREATE TABLE frame (
    stack      INTEGER NOT NULL REFERENCES stack ON DELETE CASCADE,
    ord        INTEGER NOT NULL,
    object     TEXT NOT NULL,
    build_id   TEXT,
    offset     INTEGER NOT NULL, -- in the file
    function   TEXT NOT NULL,
    file       TEXT NOT NULL,    -- relative to the root where it is a file of the scan
    line       INTEGER NOT NULL,
    col        INTEGER NOT NULL,
    inlined    INTEGER NOT NULL,
    tail       INTEGER NOT NULL,
    unresolved TEXT,             -- why it has no line
    PRIMARY KEY (stack, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    trace            INTEGER NOT NULL REFERENCES trace ON DELETE CASCADE,
    event            INTEGER NOT NULL, -- in the order of entry
    ts_ns            INTEGER NOT NULL,
    leave_ns         INTEGER NOT NULL,
    cpu              INTEGER NOT NULL,
    pid              INTEGER NOT NULL,
    tid              INTEGER NOT NULL,
    start_time       INTEGER NOT NULL,
    comm             TEXT NOT NULL,
    kind             TEXT NOT NULL,
    abi              TEXT NOT NULL,
    family           TEXT NOT NULL,
    interface        TEXT NOT NULL,
    number           INTEGER NOT NULL,
    args             TEXT NOT NULL,
    ret              INTEGER,
    evidence         TEXT,
    pkru             INTEGER,
    pkru_source      TEXT,
    address          INTEGER, -- of a denied access: two's complement, as all that may exceed 63 bits
    key              INTEGER,
    access           TEXT,    -- of a denied access: "read", "write", and "kernel", "forged" behind it
    raw              TEXT,
    stack            INTEGER, -- no reference: it goes with the trace, and looking for events by stack would need an index
    site_fingerprint TEXT,
    match            TEXT,    -- null: it ran elsewhere
    PRIMARY KEY (trace, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_site ON event (site_fingerprint, trace, event) WHERE site_fingerprint IS NOT NULL;

-- What the events of a trace themselves show, by the ids of the static rules.
CREATE TABLE observation (
    observation INTEGER PRIMARY KEY,
    trace       INTEGER NOT NULL REFERENCES trace ON DELETE CASCADE,
    rule        TEXT NOT NULL,
    pid         INTEGER NOT NULL,
    tid         INTEGER NOT NULL,
    ts_ns       INTEGER NOT NULL,
    key         INTEGER, -- null: it is about none
    message     TEXT NOT NULL
) STRICT;
CREATE INDEX observation_trace ON observation (trace);

CREATE TABLE observation_event (
    observation INTEGER NOT NULL REFERENCES observation ON DELETE CASCADE,
    ord         INTEGER NOT NULL,
    event       INTEGER NOT NULL,
    PRIMARY KEY (observation, ord)
) STRICT, WITHOUT ROWID;

-- Events that support a finding; of many the first ones (finding.confirmed counts all).
CREATE TABLE confirmation (
    finding INTEGER NOT NULL REFERENCES finding ON DELETE CASCADE,
    trace   INTEGER NOT NULL REFERENCES trace ON DELETE CASCADE,
    event   INTEGER NOT NULL,
    why     TEXT NOT NULL,
    PRIMARY KEY (finding, trace, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX confirmation_trace ON confirmation (trace);

-- args: a JSON array of {name, value}, the value as "0x…" (null when it is not known); evidence: of those arguments
-- behind which memory was looked at, {name, seen, first, last, entry, leave}, the bytes in hexadecimal.
CREATE VIEW v_event AS
SELECT trace, event, ts_ns, pid, tid, comm, family, interface, args, ret, evidence, site_fingerprint, match,
       kind, abi, leave_ns, cpu, pkru, pkru_source, address, key, access, stack
FROM event;

CREATE VIEW v_trace AS
SELECT trace, run, label, stored, format, backend, kernel, records, calls, faults, bad, incomplete,
       exact, line, function, tail_call, unresolved, elsewhere
FROM trace;

CREATE VIEW v_frame AS
SELECT trace, stack, ord, object, build_id, offset, function, file, line, col, inlined, tail, unresolved
FROM frame JOIN stack USING (stack);

CREATE VIEW v_confirmation AS
SELECT finding, trace, event, why
FROM confirmation;
