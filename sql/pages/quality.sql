-- The newest verdict on the live samples, what failed first.
-- reads: quality
-- returns: expectation VARCHAR, description VARCHAR, severity VARCHAR, is_success BOOLEAN, n_unexpected BIGINT,
--   observed VARCHAR, n_samples BIGINT
SELECT
    quality.expectation,
    quality.description,
    quality.severity,
    quality.is_success,
    quality.n_unexpected,
    quality.observed,
    quality.n_samples
FROM quality
ORDER BY quality.is_success ASC, quality.severity ASC, quality.expectation ASC
