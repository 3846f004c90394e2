-- Which documents each transaction has, in order: `1,2,3`; empty for batches of before.
ALTER TABLE decisions ADD COLUMN documents TEXT NOT NULL DEFAULT '';

-- Where each case stands. `version` counts its changes, so that a stale one is noticed; a claim ends by itself.
ALTER TABLE exceptions ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE exceptions ADD COLUMN claimed_by TEXT;
ALTER TABLE exceptions ADD COLUMN claimed_until INTEGER;
ALTER TABLE exceptions ADD COLUMN parked_until TEXT;
ALTER TABLE exceptions ADD COLUMN proposal TEXT;
CREATE INDEX exceptions_by_state ON exceptions (state, priority, exception_id);
CREATE INDEX exceptions_by_transaction ON exceptions (batch_id, transaction_id);
CREATE INDEX entries_by_transaction ON entries (batch_id, transaction_id);

-- What people did, a row each; rows are only ever added. A posting has its decision, by which files tell it.
CREATE TABLE resolutions (
    resolution      INTEGER PRIMARY KEY,
    exception_id    TEXT NOT NULL REFERENCES exceptions (exception_id),
    batch_id        TEXT NOT NULL REFERENCES batches (id),
    user_name       TEXT NOT NULL,
    second_person   TEXT,
    at              INTEGER NOT NULL,
    action          TEXT NOT NULL,
    note            TEXT NOT NULL,
    first_posting   INTEGER,
    decision        TEXT
) STRICT;
CREATE INDEX resolutions_by_batch ON resolutions (batch_id);
CREATE INDEX resolutions_by_exception ON resolutions (exception_id);

-- Amounts as people keyed them, in order; none where it could not be made out.
CREATE TABLE keyings (
    keying          INTEGER PRIMARY KEY,
    exception_id    TEXT NOT NULL REFERENCES exceptions (exception_id),
    document        INTEGER NOT NULL,
    user_name       TEXT NOT NULL,
    amount          INTEGER,
    at              INTEGER NOT NULL
) STRICT;
CREATE INDEX keyings_by_exception ON keyings (exception_id);

-- What a person has typed and not yet saved.
CREATE TABLE drafts (
    exception_id    TEXT NOT NULL REFERENCES exceptions (exception_id),
    user_name       TEXT NOT NULL,
    body            TEXT NOT NULL,
    PRIMARY KEY (exception_id, user_name)
) STRICT, WITHOUT ROWID;

-- Files that people asked for: they are made once, by two people where policy says so.
CREATE TABLE release_requests (
    request         INTEGER PRIMARY KEY,
    form            TEXT NOT NULL,
    deposit_date    TEXT NOT NULL,
    again           TEXT NOT NULL,
    user_name       TEXT NOT NULL,
    at              INTEGER NOT NULL,
    state           TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'withdrawn')),
    second_person   TEXT,
    file            TEXT
) STRICT;

-- People. Passwords are argon2id hashes in PHC form.
CREATE TABLE users (
    user_name   TEXT PRIMARY KEY,
    role        TEXT NOT NULL CHECK (role IN ('operator', 'reviewer', 'supervisor', 'administrator', 'auditor')),
    password    TEXT NOT NULL,
    active      INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    keys        TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Who is signed in. The token itself is only with the browser.
CREATE TABLE sessions (
    token_hash  TEXT PRIMARY KEY,
    user_name   TEXT NOT NULL REFERENCES users (user_name),
    form_token  TEXT NOT NULL,
    begun       INTEGER NOT NULL,
    seen        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who saw and changed what. Each row's hash covers the row and the hash before it.
CREATE TABLE audit (
    row         INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    user_name   TEXT NOT NULL,
    action      TEXT NOT NULL,
    subject     TEXT NOT NULL,
    detail      TEXT NOT NULL,
    hash        TEXT NOT NULL
) STRICT;
-- The last row's number and hash, so that rows cut off at the end are missed.
CREATE TABLE audit_head (
    only        INTEGER PRIMARY KEY CHECK (only = 1),
    row         INTEGER NOT NULL,
    hash        TEXT NOT NULL
) STRICT;
