-- Amounts in euros at the rate booked on the invoice; five cents of rounding do not keep an invoice open.
WITH booked AS (
  SELECT
    invoice.*,
    CAST(invoice.net_amount * invoice.booking_rate AS DECIMAL(14, 2)) AS net_eur,
    CAST(invoice.net_amount * invoice.tax_rate * invoice.booking_rate AS DECIMAL(14, 2)) AS tax_eur,
    coalesce(received.payments, 0) AS payments,
    received.last_paid_on,
    CAST(coalesce(received.paid, 0) * invoice.booking_rate AS DECIMAL(14, 2)) AS paid_eur
  FROM input AS invoice
  LEFT JOIN received USING (invoice_no)
  WHERE invoice.status <> 'cancelled'
)
SELECT
  invoice_no,
  transaction_id,
  customer_id,
  region,
  issued_on,
  due_on,
  status = 'credit' AS is_credit_note,
  net_eur,
  tax_eur,
  CAST(net_eur + tax_eur AS DECIMAL(14, 2)) AS gross_eur,
  payments,
  paid_eur,
  CAST(net_eur + tax_eur - paid_eur AS DECIMAL(14, 2)) AS outstanding_eur,
  CASE
    WHEN abs(net_eur + tax_eur - paid_eur) <= 0.05 THEN 'paid'
    WHEN paid_eur = 0 THEN 'open'
    WHEN abs(paid_eur) > abs(net_eur + tax_eur) THEN 'overpaid'
    ELSE 'partly paid'
  END AS payment_state,
  last_paid_on
FROM booked
