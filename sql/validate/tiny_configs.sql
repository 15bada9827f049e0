-- Configs with so few samples that nobody can use them.
-- reads: samples
-- params: configs (the known ones), min_rows
-- returns: config, n_samples
SELECT
    samples.config,
    count(*) AS n_samples
FROM samples
WHERE list_contains($configs, samples.config)
GROUP BY samples.config
HAVING count(*) < $min_rows
