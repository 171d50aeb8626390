-- Test entries of the CRM, and leads that nobody can write to.
SELECT *
FROM input
WHERE company ILIKE 'test company%'
   OR contact_email IS NULL
   OR NOT regexp_full_match(contact_email, '[^@\s]+@[^@\s]+\.[^@\s]+')
