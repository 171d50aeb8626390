SELECT *
FROM input
WHERE transaction_id IS NULL
