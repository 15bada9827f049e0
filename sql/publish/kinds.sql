-- How many samples of each domain ask each kind of question, before and after enrichment (see diversity.sql).
-- reads: samples (domain VARCHAR, question_kind VARCHAR, rewrite_chain VARCHAR[])
-- returns: domain VARCHAR, question_kind VARCHAR, n_before BIGINT, n_after BIGINT
SELECT
    samples.domain,
    samples.question_kind,
    count(*) FILTER (WHERE samples.question_kind = 'output' AND len(samples.rewrite_chain) = 0) AS n_before,
    count(*) AS n_after
FROM samples
GROUP BY samples.domain, samples.question_kind
ORDER BY samples.domain ASC, n_after DESC, samples.question_kind ASC
