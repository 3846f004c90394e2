-- Bills are no longer rows here. A load is the file that it came from, kept by its content beside the database; what is
-- looked up is a book made of those files. A load is in force once it is `ready`.
DROP TABLE bills;
ALTER TABLE bill_loads ADD COLUMN kind TEXT NOT NULL DEFAULT 'snapshot' CHECK (kind IN ('snapshot', 'delta'));
ALTER TABLE bill_loads ADD COLUMN state TEXT NOT NULL DEFAULT 'lost' CHECK (state IN ('loading', 'ready', 'lost'));
