-- What of each campaign's budget is booked in which month, and what is still to come.
SELECT
  performance_month AS booking_month,
  campaign_code,
  region,
  channel,
  budget_eur AS accrued_eur,
  CAST(sum(budget_eur) OVER booked AS DECIMAL(18, 2)) AS accrued_to_date_eur,
  CAST(sum(budget_eur) OVER whole - sum(budget_eur) OVER booked AS DECIMAL(18, 2)) AS open_eur
FROM marketing.gold.campaign_performance_v2
WHERE budget_eur > 0
WINDOW
  whole AS (PARTITION BY campaign_code),
  booked AS (PARTITION BY campaign_code ORDER BY performance_month)
