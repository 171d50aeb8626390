-- Settled payments, each once, added up by invoice.
WITH settled AS (
  SELECT DISTINCT payment_id, invoice_no, amount, paid_at
  FROM finance.raw.payments
  WHERE status = 'settled' AND amount IS NOT NULL
)
SELECT
  invoice_no,
  count(*) AS payments,
  CAST(sum(amount) AS DECIMAL(18, 2)) AS paid,
  max(paid_at)::DATE AS last_paid_on
FROM settled
GROUP BY invoice_no
