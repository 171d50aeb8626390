-- What cannot be booked: no readable date, a date after its own export, no price, a currency we do not sell in.
SELECT *
FROM input
WHERE sold_on IS NULL
   OR sold_on > exported_on
   OR unit_price IS NULL
   OR unit_price < 0
   OR quantity IS NULL
   OR currency IS NULL
   OR currency NOT IN ('EUR', 'GBP', 'SEK', 'CHF')
