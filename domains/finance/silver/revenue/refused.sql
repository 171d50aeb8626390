SELECT *
FROM input
WHERE net_amount IS NULL
   OR issued_on IS NULL
   OR booking_rate IS NULL
