-- Every invoice once; invoices that name no region are kept together under one.
WITH numbered AS (
  SELECT
    *,
    row_number() OVER (
      PARTITION BY invoice_no
      ORDER BY status, net_amount DESC NULLS LAST, due_on, transaction_id
    ) AS copy_number
  FROM finance.raw.invoices
)
SELECT
  invoice_no,
  transaction_id,
  customer_id,
  coalesce(trim(region), 'Unassigned') AS region,
  CAST(try_strptime(trim(issued_on), ['%Y-%m-%d', '%d/%m/%Y', '%b %d %Y']) AS DATE) AS issued_on,
  due_on,
  currency,
  net_amount,
  tax_rate,
  booking_rate,
  status
FROM numbered
WHERE copy_number = 1
