-- The entries of one band whose key a new text has: all that a day's new texts are held against.
-- reads: band_entries (key UBIGINT, document INTEGER)
-- params: first_new INTEGER
-- returns: key UBIGINT, document INTEGER
WITH recent AS (
    SELECT key
    FROM band_entries
    WHERE document >= $first_new
)

SELECT
    band_entries.key,
    band_entries.document
FROM band_entries
SEMI JOIN recent ON band_entries.key = recent.key
ORDER BY band_entries.key, band_entries.document
