-- A lead without a readable creation date counts from its last change.
WITH leads AS (
  SELECT * REPLACE (coalesce(created_on, updated_on) AS created_on)
  FROM input
),
purchases AS (
  SELECT
    lead.lead_id,
    min(sale.sold_on) AS first_purchase_on,
    count(*) FILTER (WHERE NOT sale.is_refund) AS purchases,
    sum(sale.amount_eur) AS revenue_eur
  FROM leads AS lead
  JOIN sales.silver.cleaned_sales_transactions AS sale
    ON sale.customer_id = lead.customer_id AND sale.sold_on >= lead.created_on
  WHERE lead.status = 'won'
  GROUP BY lead.lead_id
)
SELECT
  lead.lead_id,
  lead.created_on,
  date_trunc('month', lead.created_on)::DATE AS created_month,
  lead.company,
  lead.contact_name,
  lead.contact_email,
  lead.region,
  lead.source,
  lead.campaign_code,
  lead.estimated_value_eur,
  CASE
    WHEN lead.estimated_value_eur >= 20000 THEN 'large'
    WHEN lead.estimated_value_eur >= 5000 THEN 'medium'
    WHEN lead.estimated_value_eur IS NOT NULL THEN 'small'
    ELSE 'unknown'
  END AS deal_size,
  lead.status,
  lead.status = 'won' AS is_won,
  lead.customer_id,
  purchase.first_purchase_on,
  date_diff('day', lead.created_on, purchase.first_purchase_on) AS days_to_first_purchase,
  coalesce(purchase.purchases, 0) AS purchases,
  CAST(coalesce(purchase.revenue_eur, 0) AS DECIMAL(18, 2)) AS revenue_eur
FROM leads AS lead
LEFT JOIN purchases AS purchase USING (lead_id)
