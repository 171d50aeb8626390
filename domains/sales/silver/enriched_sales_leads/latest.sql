-- Every lead once, in its last state.
WITH numbered AS (
  SELECT
    *,
    row_number() OVER (
      PARTITION BY lead_id
      ORDER BY updated_on DESC, status, estimated_value_eur DESC
    ) AS copy_number
  FROM sales.raw.sales_leads
)
SELECT
  lead_id,
  CAST(try_strptime(trim(created_on), ['%Y-%m-%d', '%d/%m/%Y', '%b %d %Y']) AS DATE) AS created_on,
  updated_on,
  trim(company) AS company,
  trim(contact_name) AS contact_name,
  lower(trim(contact_email)) AS contact_email,
  trim(region) AS region,
  source,
  campaign_code,
  estimated_value_eur,
  status,
  customer_id
FROM numbered
WHERE copy_number = 1
