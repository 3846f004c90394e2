-- When the file of a load came last, in seconds since 1970: the same file again is no new load, but it is not stale either.
ALTER TABLE bill_loads ADD COLUMN seen INTEGER;
