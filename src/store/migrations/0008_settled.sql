-- Amounts that keying has settled, as they were settled then: bills that come later change none of them.
CREATE TABLE settled_amounts (
    exception_id    TEXT NOT NULL REFERENCES exceptions (exception_id),
    document        INTEGER NOT NULL,
    amount          INTEGER NOT NULL,
    PRIMARY KEY (exception_id, document)
) STRICT, WITHOUT ROWID;

-- A request that somebody is making the file of is nobody else's; one whose file could not be made has failed.
CREATE TABLE new_release_requests (
    request         INTEGER PRIMARY KEY,
    form            TEXT NOT NULL,
    deposit_date    TEXT NOT NULL,
    again           TEXT NOT NULL,
    user_name       TEXT NOT NULL,
    at              INTEGER NOT NULL,
    state           TEXT NOT NULL DEFAULT 'waiting'
                    CHECK (state IN ('waiting', 'making', 'done', 'failed', 'withdrawn')),
    second_person   TEXT,
    file            TEXT
) STRICT;
INSERT INTO new_release_requests SELECT * FROM release_requests;
DROP TABLE release_requests;
ALTER TABLE new_release_requests RENAME TO release_requests;
