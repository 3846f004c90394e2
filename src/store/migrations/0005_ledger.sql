-- What did not balance about a batch, a line each; empty when it does, absent for batches finished before this was kept.
ALTER TABLE batches ADD COLUMN findings TEXT;

-- The ledger: lines are only ever added, in the order of `entry`. Cents; no amount where it is not known.
CREATE TABLE entries (
    entry           INTEGER PRIMARY KEY,
    batch_id        TEXT NOT NULL REFERENCES batches (id),
    transaction_id  TEXT NOT NULL,
    document        INTEGER NOT NULL,
    place           TEXT NOT NULL CHECK (place IN ('received', 'posted', 'suspense', 'exception', 'returned')),
    account_number  TEXT,
    bill_id         TEXT,
    amount          INTEGER,
    posting_id      TEXT,
    reverses        TEXT
) STRICT;
CREATE INDEX entries_by_batch ON entries (batch_id);
CREATE UNIQUE INDEX entries_by_posting ON entries (posting_id) WHERE posting_id IS NOT NULL;
CREATE UNIQUE INDEX entries_by_reversal ON entries (reverses) WHERE reverses IS NOT NULL AND place = 'posted';

CREATE INDEX exceptions_by_batch ON exceptions (batch_id);

-- Files that left the house. A copy repeats what it is a copy of, byte for byte, for a reason.
CREATE TABLE releases (
    release     INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    form        TEXT NOT NULL,
    sequence    INTEGER NOT NULL,
    made        TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    payments    INTEGER NOT NULL,
    amount      INTEGER NOT NULL,
    copy_of     INTEGER REFERENCES releases (release),
    reason      TEXT,
    CHECK ((copy_of IS NULL) = (reason IS NULL))
) STRICT;
CREATE UNIQUE INDEX releases_by_sequence ON releases (form, sequence) WHERE copy_of IS NULL;

-- Which lines of which batches a file tells: those after `after` up to `upto`.
CREATE TABLE release_batches (
    release   INTEGER NOT NULL REFERENCES releases (release),
    position  INTEGER NOT NULL,
    batch_id  TEXT NOT NULL REFERENCES batches (id),
    after     INTEGER NOT NULL,
    upto      INTEGER NOT NULL,
    PRIMARY KEY (release, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX release_batches_by_batch ON release_batches (batch_id);
