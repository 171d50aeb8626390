SELECT *
FROM input
QUALIFY count(*) OVER (PARTITION BY campaign_code) > 1
