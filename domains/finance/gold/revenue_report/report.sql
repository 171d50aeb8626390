-- A campaign's budget belongs to the month in which the campaign starts.
WITH invoiced AS (
  SELECT
    date_trunc('month', issued_on)::DATE AS report_month,
    region,
    count(*) FILTER (WHERE NOT is_credit_note) AS invoices,
    count(*) FILTER (WHERE is_credit_note) AS credit_notes,
    sum(net_eur) AS invoiced_net_eur,
    sum(gross_eur) AS invoiced_gross_eur,
    sum(paid_eur) AS paid_eur,
    sum(outstanding_eur) AS outstanding_eur
  FROM finance.silver.revenue
  GROUP BY ALL
),
sold AS (
  SELECT
    sales_month AS report_month,
    region,
    sum(net_eur) AS sales_net_eur
  FROM sales.gold.aggregated_sales_data
  GROUP BY ALL
),
marketing_spend AS (
  SELECT
    date_trunc('month', starts_on)::DATE AS report_month,
    region,
    sum(budget_eur) AS marketing_budget_eur,
    sum(attributed_net_eur) AS attributed_net_eur
  FROM marketing.gold.campaign_performance
  WHERE starts_on IS NOT NULL
  GROUP BY ALL
)
SELECT
  report_month,
  region,
  coalesce(invoices, 0) AS invoices,
  coalesce(credit_notes, 0) AS credit_notes,
  CAST(coalesce(invoiced_net_eur, 0) AS DECIMAL(18, 2)) AS invoiced_net_eur,
  CAST(coalesce(invoiced_gross_eur, 0) AS DECIMAL(18, 2)) AS invoiced_gross_eur,
  CAST(coalesce(paid_eur, 0) AS DECIMAL(18, 2)) AS paid_eur,
  CAST(coalesce(outstanding_eur, 0) AS DECIMAL(18, 2)) AS outstanding_eur,
  round(CAST(paid_eur / nullif(invoiced_gross_eur, 0) AS DOUBLE), 4) AS collection_rate,
  CAST(coalesce(sales_net_eur, 0) AS DECIMAL(18, 2)) AS sales_net_eur,
  round(CAST(invoiced_net_eur / nullif(sales_net_eur, 0) AS DOUBLE), 4) AS invoiced_share_of_sales,
  CAST(coalesce(marketing_budget_eur, 0) AS DECIMAL(18, 2)) AS marketing_budget_eur,
  CAST(coalesce(attributed_net_eur, 0) AS DECIMAL(18, 2)) AS campaign_sales_net_eur,
  round(CAST(marketing_budget_eur / nullif(sales_net_eur, 0) AS DOUBLE), 4) AS marketing_cost_ratio
FROM invoiced
FULL JOIN sold USING (report_month, region)
FULL JOIN marketing_spend USING (report_month, region)
