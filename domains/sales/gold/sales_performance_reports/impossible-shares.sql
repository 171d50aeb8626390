SELECT *
FROM input
WHERE lead_win_rate NOT BETWEEN 0 AND 1
   OR active_customers > orders
   OR rank_in_month < 1
