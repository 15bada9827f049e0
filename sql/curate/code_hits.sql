-- Benchmark items whose solution is, by its shape, the whole of a program or one of its functions.
-- reads: item_shapes (item INTEGER, shape VARCHAR), document_shapes (document INTEGER, shape VARCHAR)
-- returns: document INTEGER, item INTEGER
SELECT DISTINCT
    documents.document,
    items.item
FROM item_shapes AS items
INNER JOIN document_shapes AS documents ON items.shape = documents.shape
ORDER BY documents.document, items.item
