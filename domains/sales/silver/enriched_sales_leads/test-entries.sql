-- Test entries of the CRM. Leads that nobody can write to are refused by the contract.
SELECT *
FROM input
WHERE company ILIKE 'test company%'
