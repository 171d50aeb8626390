SELECT *
FROM input
WHERE report_month IS NULL
   OR region IS NULL
