-- Euros at the planning rates of 2026. A refund has a negative quantity and so a negative amount.
WITH planning_rates (currency, euros) AS (
  VALUES
    ('EUR', CAST(1.000 AS DECIMAL(6, 3))),
    ('GBP', CAST(1.150 AS DECIMAL(6, 3))),
    ('SEK', CAST(0.089 AS DECIMAL(6, 3))),
    ('CHF', CAST(1.050 AS DECIMAL(6, 3)))
)
SELECT
  sale.transaction_id,
  sale.sold_on,
  sale.customer_id,
  sale.sku,
  sale.product_name,
  sale.category,
  sale.region,
  sale.channel,
  sale.campaign_code,
  sale.quantity,
  sale.unit_price,
  sale.currency,
  sale.quantity < 0 AS is_refund,
  CAST(sale.quantity * sale.unit_price * rate.euros AS DECIMAL(14, 2)) AS amount_eur
FROM input AS sale
JOIN planning_rates AS rate USING (currency)
