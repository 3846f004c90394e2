-- What people hand in at the workbench; the files are in a folder of their own until they are processed.
CREATE TABLE uploads (
    upload     INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('batch', 'bills', 'bill_changes')),
    name       TEXT NOT NULL,
    user_name  TEXT NOT NULL,
    begun      INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('open', 'waiting', 'working', 'done', 'failed', 'withdrawn')),
    batch_id   TEXT,
    load_id    INTEGER,
    says       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX uploads_to_do ON uploads (state, upload) WHERE state IN ('open', 'waiting', 'working');

CREATE TABLE upload_files (
    upload  INTEGER NOT NULL REFERENCES uploads (upload),
    name    TEXT NOT NULL,
    bytes   INTEGER NOT NULL,
    sha256  TEXT NOT NULL,
    PRIMARY KEY (upload, name)
) STRICT, WITHOUT ROWID;

-- Of a load of bills: its file, how many rows that has, and when it was taken in (seconds since 1970).
ALTER TABLE bill_loads ADD COLUMN file TEXT NOT NULL DEFAULT '';
ALTER TABLE bill_loads ADD COLUMN file_rows INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bill_loads ADD COLUMN loaded INTEGER;

-- The first rows of its file that were left out, and why.
CREATE TABLE load_rejects (
    load_id      INTEGER NOT NULL REFERENCES bill_loads (id),
    position     INTEGER NOT NULL,
    line         INTEGER NOT NULL,
    column_name  TEXT,
    reason       TEXT NOT NULL,
    PRIMARY KEY (load_id, position)
) STRICT, WITHOUT ROWID;

-- The numbers of checks without leading zeros, as they were read, surely or not: for people who look for one.
CREATE TABLE check_numbers (
    check_number    TEXT NOT NULL,
    batch_id        TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    document        INTEGER NOT NULL,
    transaction_id  TEXT NOT NULL,
    PRIMARY KEY (check_number, batch_id, document)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO check_numbers
    SELECT number, batch_id, document, transaction_id FROM (
        SELECT documents.batch_id, documents.document, transaction_id, LTRIM(COALESCE(
            json_extract(body, '$.front.Read.check.micr.Read.value.check_number'),
            json_extract(body, '$.front.Read.check.micr.Unread.value.check_number'),
            json_extract(body, '$.back.Read.check.micr.Read.value.check_number'),
            json_extract(body, '$.back.Read.check.micr.Unread.value.check_number')), '0') AS number
        FROM documents JOIN (SELECT DISTINCT batch_id, document, transaction_id FROM entries) AS paid
            ON paid.batch_id = documents.batch_id AND paid.document = documents.document)
    WHERE number <> '';

-- What any transaction of the past is found by.
CREATE INDEX postings_by_account ON postings (account_number, batch_id, transaction_id);
CREATE INDEX postings_by_bill ON postings (bill_id, batch_id, transaction_id) WHERE bill_id IS NOT NULL;
CREATE INDEX exceptions_by_account ON exceptions (account_number, batch_id, transaction_id)
    WHERE account_number IS NOT NULL;
DROP INDEX entries_by_received_amount;
CREATE INDEX entries_by_received_amount ON entries (amount, batch_id, transaction_id) WHERE place = 'received';

-- Which queue a transaction is in unless a second person must confirm it, and when it came in: so that the next of a queue
-- is found without looking at the others. The program fills in the queues of those that are there.
ALTER TABLE exceptions ADD COLUMN queue TEXT NOT NULL DEFAULT '';
ALTER TABLE exceptions ADD COLUMN received_date TEXT NOT NULL DEFAULT '';
UPDATE exceptions SET received_date = (SELECT received_date FROM batches WHERE batches.id = batch_id);
CREATE INDEX exceptions_by_queue ON exceptions (queue, priority, received_date, -amount, exception_id)
    WHERE state = 'open';
CREATE INDEX exceptions_proposed ON exceptions (priority, received_date, -amount, exception_id)
    WHERE state = 'proposed';

-- What people say that a paper says, in order; the last of a field counts.
CREATE TABLE corrections (
    correction    INTEGER PRIMARY KEY,
    exception_id  TEXT NOT NULL REFERENCES exceptions (exception_id),
    document      INTEGER NOT NULL,
    field         TEXT NOT NULL CHECK (field IN ('account', 'check_number', 'kind')),
    value         TEXT NOT NULL,
    user_name     TEXT NOT NULL,
    at            INTEGER NOT NULL
) STRICT;
CREATE INDEX corrections_by_exception ON corrections (exception_id);

-- Why a batch that does not balance is released all the same, said by people, in order. The batch counts as explained once
-- one of these is accepted: by the person alone, or by a second one where policy says so.
CREATE TABLE explanations (
    explanation    INTEGER PRIMARY KEY,
    batch_id       TEXT NOT NULL REFERENCES batches (id),
    user_name      TEXT NOT NULL,
    at             INTEGER NOT NULL,
    note           TEXT NOT NULL,
    second_person  TEXT,
    accepted       INTEGER NOT NULL CHECK (accepted IN (0, 1))
) STRICT;
CREATE INDEX explanations_by_batch ON explanations (batch_id);
ALTER TABLE batches ADD COLUMN explained INTEGER NOT NULL DEFAULT 0 CHECK (explained IN (0, 1));

CREATE INDEX payers_by_batch ON payers (batch_id);
