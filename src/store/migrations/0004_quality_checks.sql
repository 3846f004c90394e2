-- What people found when they checked straight-through transactions without seeing what was posted.
CREATE TABLE quality_checks (
    batch_id        TEXT NOT NULL REFERENCES batches (id),
    transaction_id  TEXT NOT NULL,
    is_right        INTEGER NOT NULL CHECK (is_right IN (0, 1)),
    PRIMARY KEY (batch_id, transaction_id)
) STRICT, WITHOUT ROWID;
