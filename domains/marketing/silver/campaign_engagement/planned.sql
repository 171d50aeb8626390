-- The campaign plan with each campaign once and its dates read.
WITH numbered AS (
  SELECT
    *,
    row_number() OVER (
      PARTITION BY campaign_code
      ORDER BY budget_eur DESC NULLS LAST, ends_on DESC NULLS LAST, starts_on, name
    ) AS copy_number
  FROM marketing.raw.campaigns
)
SELECT
  campaign_code,
  trim(name) AS campaign_name,
  coalesce(channel, 'unknown') AS channel,
  trim(region) AS region,
  objective,
  CAST(try_strptime(trim(starts_on), ['%Y-%m-%d', '%d/%m/%Y', '%b %d %Y']) AS DATE) AS starts_on,
  ends_on,
  budget_eur
FROM numbered
WHERE copy_number = 1
