SELECT *
FROM input
WHERE customer_id = 'GUEST'
