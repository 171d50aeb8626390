SELECT daily.*
FROM daily
ANTI JOIN planned USING (campaign_code)
