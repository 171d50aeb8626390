-- A planned campaign without any activity has one row, on its first day, full of zeros.
SELECT
  planned.campaign_code,
  coalesce(daily.activity_on, planned.starts_on) AS activity_on,
  planned.campaign_name,
  planned.channel,
  planned.region,
  planned.objective,
  planned.starts_on,
  planned.ends_on,
  planned.budget_eur,
  coalesce(daily.sessions, 0) AS sessions,
  coalesce(daily.new_visitors, 0) AS new_visitors,
  coalesce(daily.pageviews, 0) AS pageviews,
  coalesce(daily.seconds_on_site, 0) AS seconds_on_site,
  coalesce(daily.messages_sent, 0) AS messages_sent,
  coalesce(daily.messages_opened, 0) AS messages_opened,
  coalesce(daily.clicks, 0) AS clicks,
  coalesce(daily.clicks_on_phone, 0) AS clicks_on_phone,
  coalesce(daily.conversions, 0) AS conversions,
  coalesce(daily.unsubscriptions, 0) AS unsubscriptions
FROM planned
LEFT JOIN daily USING (campaign_code)
