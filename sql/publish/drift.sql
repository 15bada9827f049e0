-- How far the samples are from those of an earlier release, measure by measure, and what moved most.
-- reads: samples (config VARCHAR, domain VARCHAR, source VARCHAR, question_kind VARCHAR, level VARCHAR, n_tokens
--   INTEGER), earlier_samples (config VARCHAR, domain VARCHAR, source VARCHAR, question_kind VARCHAR, level VARCHAR,
--   n_tokens INTEGER)
-- returns: measure VARCHAR, value DOUBLE, detail VARCHAR
WITH compared AS (
    SELECT
        'now' AS moment,
        samples.config,
        samples.domain,
        samples.source,
        samples.question_kind
    FROM samples
    UNION ALL
    SELECT
        'before' AS moment,
        earlier_samples.config,
        earlier_samples.domain,
        earlier_samples.source,
        earlier_samples.question_kind
    FROM earlier_samples
),

labelled AS (
    SELECT
        compared.moment,
        unnest(
            [
                { 'dimension': 'config', 'label': compared.config },
                { 'dimension': 'domain', 'label': compared.domain },
                { 'dimension': 'source', 'label': compared.source },
                { 'dimension': 'question_kind', 'label': compared.question_kind }
            ]
        ) AS part
    FROM compared
),

totals AS (
    SELECT
        (SELECT greatest(count(*), 1) FROM earlier_samples) AS n_before,
        (SELECT greatest(count(*), 1) FROM samples) AS n_now,
        (SELECT count(*) FROM samples) AS n_rows,
        (SELECT coalesce(median(earlier_samples.n_tokens), 0) FROM earlier_samples) AS tokens_before,
        (SELECT coalesce(median(samples.n_tokens), 0) FROM samples) AS tokens_now,
        (
            SELECT count(*) FILTER (WHERE earlier_samples.level IN ('L2', 'L3')) FROM earlier_samples
        ) AS verified_before,
        (SELECT count(*) FILTER (WHERE samples.level IN ('L2', 'L3')) FROM samples) AS verified_now
),

shares AS (
    SELECT
        labelled.part.dimension AS dimension,
        labelled.part.label AS label,
        count(*) FILTER (WHERE labelled.moment = 'before') / any_value(totals.n_before) AS share_before,
        count(*) FILTER (WHERE labelled.moment = 'now') / any_value(totals.n_now) AS share_now
    FROM labelled
    CROSS JOIN totals
    GROUP BY labelled.part.dimension, labelled.part.label
),

mixtures AS (
    SELECT
        'mixture_' || shares.dimension AS measure,
        sum(abs(shares.share_now - shares.share_before)) / 2 AS value,
        arg_max(
            format('{}: {:.1f}% → {:.1f}%', shares.label, 100 * shares.share_before, 100 * shares.share_now),
            (abs(shares.share_now - shares.share_before), shares.label)
        ) AS detail
    FROM shares
    GROUP BY shares.dimension
)

SELECT
    'lost_rows' AS measure,
    greatest(1 - totals.n_rows / totals.n_before, 0)::DOUBLE AS value,
    format('{:d} → {:d} samples', totals.n_before, totals.n_rows) AS detail
FROM totals
UNION ALL
SELECT
    'lost_configs' AS measure,
    count(*)::DOUBLE AS value,
    coalesce(string_agg(shares.label, ', ' ORDER BY shares.label), 'all are there') AS detail
FROM shares
WHERE shares.dimension = 'config' AND shares.share_before > 0 AND shares.share_now = 0
UNION ALL
SELECT
    mixtures.measure,
    mixtures.value,
    mixtures.detail
FROM mixtures
UNION ALL
SELECT
    'length' AS measure,
    (
        greatest(totals.tokens_now, totals.tokens_before)
        / greatest(least(totals.tokens_now, totals.tokens_before), 1)
        - 1
    )::DOUBLE AS value,
    format('median {:.0f} → {:.0f} tokens', totals.tokens_before, totals.tokens_now) AS detail
FROM totals
UNION ALL
SELECT
    'unverified' AS measure,
    greatest(totals.verified_before / totals.n_before - totals.verified_now / totals.n_now, 0)::DOUBLE AS value,
    format(
        '{:.1f}% → {:.1f}% verified',
        100 * totals.verified_before / totals.n_before,
        100 * totals.verified_now / totals.n_now
    ) AS detail
FROM totals
ORDER BY measure ASC
