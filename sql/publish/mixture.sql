-- What the samples are made of, one dimension after the other.
-- reads: samples (source VARCHAR, domain VARCHAR, licence VARCHAR, question_kind VARCHAR, outcome VARCHAR,
--   style VARCHAR, level VARCHAR, contamination VARCHAR, tokenizer VARCHAR, n_tokens INTEGER)
-- returns: dimension, label, n_rows, n_tokens (largest label first)
WITH labelled AS (
    SELECT
        samples.n_tokens,
        unnest(
            [
                { 'dimension': 'source', 'label': samples.source },
                { 'dimension': 'domain', 'label': samples.domain },
                { 'dimension': 'licence', 'label': samples.licence },
                { 'dimension': 'question_kind', 'label': samples.question_kind },
                { 'dimension': 'outcome', 'label': samples.outcome },
                { 'dimension': 'style', 'label': samples.style },
                { 'dimension': 'level', 'label': samples.level },
                { 'dimension': 'contamination', 'label': samples.contamination },
                { 'dimension': 'tokenizer', 'label': samples.tokenizer }
            ]
        ) AS part
    FROM samples
)

SELECT
    labelled.part.dimension,
    labelled.part.label,
    count(*) AS n_rows,
    sum(labelled.n_tokens)::BIGINT AS n_tokens
FROM labelled
GROUP BY labelled.part.dimension, labelled.part.label
ORDER BY labelled.part.dimension ASC, n_rows DESC, labelled.part.label ASC
