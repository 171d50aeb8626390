-- Settled payments added up by invoice. That each is there once and has an amount is in the contract of the payments.
SELECT
  invoice_no,
  count(*) AS payments,
  CAST(sum(amount) AS DECIMAL(18, 2)) AS paid,
  max(paid_at)::DATE AS last_paid_on
FROM finance.raw.payments
WHERE status = 'settled'
GROUP BY invoice_no
