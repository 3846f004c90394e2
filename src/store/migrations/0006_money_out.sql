-- The scans of a batch by their names, and by what content each is kept.
CREATE TABLE scans (
    batch_id  TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    file      TEXT NOT NULL,
    sha256    TEXT NOT NULL,
    PRIMARY KEY (batch_id, file)
) STRICT, WITHOUT ROWID;

-- Payments that went to the bank, each in one deposit and once.
CREATE TABLE deposit_items (
    batch_id  TEXT NOT NULL REFERENCES batches (id),
    document  INTEGER NOT NULL,
    release   INTEGER NOT NULL REFERENCES releases (release),
    position  INTEGER NOT NULL,
    sequence  TEXT NOT NULL,
    amount    INTEGER NOT NULL,
    PRIMARY KEY (batch_id, document)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX deposit_items_by_release ON deposit_items (release, position);
CREATE UNIQUE INDEX deposit_items_by_sequence ON deposit_items (sequence);

-- Payments that came back: which file said so, where in it, and why in the bank's words.
CREATE TABLE returned_items (
    returned  INTEGER PRIMARY KEY,
    batch_id  TEXT NOT NULL REFERENCES batches (id),
    document  INTEGER NOT NULL,
    file      TEXT NOT NULL,
    sha256    TEXT NOT NULL,
    place     TEXT NOT NULL,
    reason    TEXT,
    taken     TEXT NOT NULL
) STRICT;
CREATE INDEX returned_items_by_payment ON returned_items (batch_id, document);
CREATE INDEX entries_by_received_amount ON entries (amount) WHERE place = 'received';

-- A posting that undoes another counts for batches finished after so many.
ALTER TABLE postings ADD COLUMN known_after INTEGER NOT NULL DEFAULT 0;

-- Who released a file, and who approved.
ALTER TABLE releases ADD COLUMN released_by TEXT;
ALTER TABLE releases ADD COLUMN approved_by TEXT;

-- What the other side said of a file, in the order in which it came.
CREATE TABLE acknowledgements (
    acknowledgement  INTEGER PRIMARY KEY,
    release          INTEGER NOT NULL REFERENCES releases (release),
    subject          TEXT NOT NULL,
    verdict          TEXT NOT NULL CHECK (verdict IN ('accepted', 'accepted_with_errors', 'partly_accepted', 'rejected')),
    faults           TEXT NOT NULL,
    taken            TEXT NOT NULL,
    UNIQUE (release, subject, verdict, faults)
) STRICT;
