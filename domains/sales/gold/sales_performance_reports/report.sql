WITH monthly_sales AS (
  SELECT
    sales_month,
    region,
    sum(orders) AS orders,
    sum(units) AS units,
    sum(gross_eur) AS gross_eur,
    sum(refunded_eur) AS refunded_eur,
    sum(net_eur) AS net_eur
  FROM sales.gold.aggregated_sales_data
  GROUP BY sales_month, region
),
monthly_customers AS (
  SELECT
    date_trunc('month', sold_on)::DATE AS sales_month,
    region,
    count(DISTINCT customer_id) AS active_customers
  FROM sales.silver.cleaned_sales_transactions
  WHERE customer_id <> 'GUEST' AND NOT is_refund
  GROUP BY ALL
),
monthly_leads AS (
  SELECT
    created_month AS sales_month,
    region,
    count(*) AS leads_created,
    count(*) FILTER (WHERE is_won) AS leads_won
  FROM sales.silver.enriched_sales_leads
  GROUP BY ALL
),
ranked AS (
  SELECT
    *,
    lag(net_eur) OVER (PARTITION BY region ORDER BY sales_month) AS net_eur_month_before,
    sum(net_eur) OVER (PARTITION BY sales_month) AS net_eur_all_regions,
    rank() OVER (PARTITION BY sales_month ORDER BY net_eur DESC) AS rank_in_month
  FROM monthly_sales
)
SELECT
  sales_month,
  region,
  CAST(orders AS BIGINT) AS orders,
  coalesce(active_customers, 0) AS active_customers,
  CAST(units AS BIGINT) AS units,
  CAST(gross_eur AS DECIMAL(18, 2)) AS gross_eur,
  CAST(refunded_eur AS DECIMAL(18, 2)) AS refunded_eur,
  CAST(net_eur AS DECIMAL(18, 2)) AS net_eur,
  CAST(gross_eur / nullif(orders, 0) AS DECIMAL(18, 2)) AS average_order_eur,
  round(CAST(refunded_eur / nullif(gross_eur, 0) AS DOUBLE), 4) AS refund_rate,
  round(CAST(net_eur / nullif(net_eur_all_regions, 0) AS DOUBLE), 4) AS share_of_month,
  rank_in_month,
  round(CAST(net_eur / nullif(net_eur_month_before, 0) AS DOUBLE) - 1, 4) AS growth_on_month_before,
  coalesce(leads_created, 0) AS leads_created,
  coalesce(leads_won, 0) AS leads_won,
  round(CAST(leads_won AS DOUBLE) / nullif(leads_created, 0), 4) AS lead_win_rate
FROM ranked
LEFT JOIN monthly_customers USING (sales_month, region)
LEFT JOIN monthly_leads USING (sales_month, region)
