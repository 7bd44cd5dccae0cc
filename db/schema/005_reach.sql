-- What joins a call that was seen at run time with a finding inside of the function that serves it.

PRAGMA user_version = 5;

-- The bytes that a finding is about, where they lie behind a parameter of its function: counted from 0; `memory_high` is
-- the first one that does not belong to them, null: not bounded.
ALTER TABLE finding ADD COLUMN memory_parameter INTEGER;
ALTER TABLE finding ADD COLUMN memory_low INTEGER;
ALTER TABLE finding ADD COLUMN memory_high INTEGER;

-- Where a kernel function that implements an interface hands its pointer arguments: to `parameter` of `function`,
-- `offset` bytes further on.
CREATE TABLE reach (
    site      INTEGER NOT NULL REFERENCES site ON DELETE CASCADE,
    ord       INTEGER NOT NULL,
    argument  TEXT NOT NULL, -- the catalogue's name
    function  TEXT NOT NULL,
    file      TEXT,          -- null: not in its unit, so known by name alone
    parameter INTEGER NOT NULL,
    offset    INTEGER NOT NULL,
    PRIMARY KEY (site, ord)
) STRICT, WITHOUT ROWID;

-- On that way an argument lies between these.
CREATE TABLE reach_limit (
    site     INTEGER NOT NULL REFERENCES site ON DELETE CASCADE,
    ord      INTEGER NOT NULL,
    argument TEXT NOT NULL,
    low      INTEGER NOT NULL,
    high     INTEGER NOT NULL,
    PRIMARY KEY (site, ord, argument)
) STRICT, WITHOUT ROWID;

-- The probe that saw a call, by its number in the trace.
ALTER TABLE event ADD COLUMN probe INTEGER;
