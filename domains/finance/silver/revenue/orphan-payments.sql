SELECT received.*
FROM input AS received
ANTI JOIN finance.raw.invoices USING (invoice_no)
