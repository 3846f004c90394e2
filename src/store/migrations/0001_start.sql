-- Bills as last loaded. A load is whole or not there; the newest load is the one in force.
CREATE TABLE bill_loads (
    id        INTEGER PRIMARY KEY,
    sha256    TEXT NOT NULL,
    bills     INTEGER NOT NULL,
    rejected  INTEGER NOT NULL
) STRICT;

CREATE TABLE bills (
    load_id             INTEGER NOT NULL REFERENCES bill_loads (id) ON DELETE CASCADE,
    account_number      TEXT NOT NULL,
    bill_id             TEXT NOT NULL,
    amount_due          INTEGER NOT NULL,
    due_date            TEXT NOT NULL,
    status              TEXT NOT NULL,
    member_name         TEXT,
    date_of_birth       TEXT,
    member_id           TEXT,
    period              TEXT,
    min_due             INTEGER,
    past_due            INTEGER,
    bill_type           TEXT,
    plan_id             TEXT,
    installment_no      INTEGER,
    autopay             INTEGER NOT NULL,
    autopay_date        TEXT,
    paid_elsewhere_date TEXT,
    grace_end           TEXT,
    termination_date    TEXT,
    address             TEXT,
    zip                 TEXT,
    stop_action         TEXT,
    household_id        TEXT,
    PRIMARY KEY (load_id, account_number, bill_id)
) STRICT, WITHOUT ROWID;

-- A batch is `reading` until its decisions are committed together with the word `finished`.
CREATE TABLE batches (
    id             TEXT PRIMARY KEY,
    fingerprint    TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('reading', 'finished')),
    received_date  TEXT NOT NULL,
    deposit_date   TEXT NOT NULL,
    load_id        INTEGER REFERENCES bill_loads (id),
    out_folder     TEXT,
    program        TEXT NOT NULL
) STRICT;

-- What was read of each document, kept as it is read so that a broken-off run goes on where it stopped.
CREATE TABLE documents (
    batch_id  TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    document  INTEGER NOT NULL,
    body      TEXT NOT NULL,
    PRIMARY KEY (batch_id, document)
) STRICT, WITHOUT ROWID;

-- One row per payment ever seen, by what makes it the same payment again.
CREATE TABLE payments (
    batch_id  TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    document  INTEGER NOT NULL,
    identity  TEXT NOT NULL,
    PRIMARY KEY (batch_id, document, identity)
) STRICT, WITHOUT ROWID;
CREATE INDEX payments_by_identity ON payments (identity);

-- Money applied to bills; rows are only ever added.
CREATE TABLE postings (
    posting_id      TEXT PRIMARY KEY,
    batch_id        TEXT NOT NULL REFERENCES batches (id),
    transaction_id  TEXT NOT NULL,
    load_id         INTEGER REFERENCES bill_loads (id),
    account_number  TEXT NOT NULL,
    bill_id         TEXT,
    amount          INTEGER NOT NULL,
    document        INTEGER NOT NULL,
    payment_type    TEXT NOT NULL,
    rule            TEXT NOT NULL
) STRICT;
CREATE INDEX postings_by_load ON postings (load_id, account_number, bill_id);

-- Transactions that wait for a person.
CREATE TABLE exceptions (
    exception_id    TEXT PRIMARY KEY,
    batch_id        TEXT NOT NULL REFERENCES batches (id),
    transaction_id  TEXT NOT NULL,
    reasons         TEXT NOT NULL,
    priority        INTEGER NOT NULL,
    amount          INTEGER NOT NULL,
    unknown_amounts INTEGER NOT NULL,
    account_number  TEXT,
    explanation     TEXT NOT NULL,
    state           TEXT NOT NULL DEFAULT 'open'
) STRICT;
