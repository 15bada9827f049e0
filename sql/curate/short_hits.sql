-- Short benchmark items whose words and operators stand in a document as one run.
-- reads: item_runs (item INTEGER, gram UBIGINT), document_runs (document INTEGER, gram UBIGINT)
-- returns: document INTEGER, item INTEGER
SELECT DISTINCT
    documents.document,
    items.item
FROM item_runs AS items
INNER JOIN document_runs AS documents ON items.gram = documents.gram
ORDER BY documents.document, items.item
