-- Every transaction once, as its latest export has it, with dates and texts in one form.
WITH numbered AS (
  SELECT
    *,
    row_number() OVER (
      PARTITION BY transaction_id
      ORDER BY exported_on DESC, quantity DESC, unit_price DESC, sold_at DESC
    ) AS copy_number
  FROM sales.raw.sales_transactions
)
SELECT
  transaction_id,
  sold_at,
  CAST(try_strptime(trim(sold_at), ['%Y-%m-%d', '%d/%m/%Y', '%b %d %Y']) AS DATE) AS sold_on,
  coalesce(customer_id, 'GUEST') AS customer_id,
  sku,
  trim(product_name) AS product_name,
  trim(category) AS category,
  trim(region) AS region,
  lower(trim(channel)) AS channel,
  quantity,
  unit_price,
  upper(trim(currency)) AS currency,
  campaign_code,
  exported_on
FROM numbered
WHERE copy_number = 1
