SELECT *
FROM input
WHERE sales_month IS NULL
   OR region IS NULL
   OR channel IS NULL
   OR campaign_code IS NULL
