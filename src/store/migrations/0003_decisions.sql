-- What a batch was decided with, so that a decision can be explained and made again. `finished` counts the finished
-- batches in order.
ALTER TABLE batches ADD COLUMN header TEXT;
ALTER TABLE batches ADD COLUMN config TEXT;
ALTER TABLE batches ADD COLUMN models TEXT;
ALTER TABLE batches ADD COLUMN finished INTEGER;
CREATE INDEX batches_by_finish ON batches (finished);

-- Every decision whole; rows are only ever added.
CREATE TABLE decisions (
    batch_id        TEXT NOT NULL REFERENCES batches (id),
    position        INTEGER NOT NULL,
    transaction_id  TEXT NOT NULL,
    body            TEXT NOT NULL,
    PRIMARY KEY (batch_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX decisions_by_transaction ON decisions (transaction_id);

-- Which accounts a payer's bank account has paid for, by batch.
CREATE TABLE payers (
    routing_number  TEXT NOT NULL,
    payer_account   TEXT NOT NULL,
    account_number  TEXT NOT NULL,
    batch_id        TEXT NOT NULL REFERENCES batches (id),
    times           INTEGER NOT NULL,
    deposit_date    TEXT NOT NULL,
    PRIMARY KEY (routing_number, payer_account, account_number, batch_id)
) STRICT, WITHOUT ROWID;
