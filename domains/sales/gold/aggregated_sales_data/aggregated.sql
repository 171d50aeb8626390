SELECT
  date_trunc('month', sold_on)::DATE AS sales_month,
  region,
  channel,
  coalesce(campaign_code, 'NO-CAMPAIGN') AS campaign_code,
  count(*) FILTER (WHERE NOT is_refund) AS orders,
  count(*) FILTER (WHERE is_refund) AS refunds,
  CAST(sum(quantity) AS BIGINT) AS units,
  CAST(coalesce(sum(amount_eur) FILTER (WHERE NOT is_refund), 0) AS DECIMAL(18, 2)) AS gross_eur,
  CAST(coalesce(-sum(amount_eur) FILTER (WHERE is_refund), 0) AS DECIMAL(18, 2)) AS refunded_eur,
  CAST(sum(amount_eur) AS DECIMAL(18, 2)) AS net_eur
FROM sales.silver.cleaned_sales_transactions
GROUP BY ALL
