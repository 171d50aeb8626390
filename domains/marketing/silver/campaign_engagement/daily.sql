-- The contracts of the raw datasets promise that sessions and events are there once.
WITH visits AS (
  SELECT
    utm_campaign AS campaign_code,
    visited_at::DATE AS activity_on,
    count(*) AS sessions,
    count(*) FILTER (WHERE new_visitor) AS new_visitors,
    sum(pageviews) AS pageviews,
    sum(duration_seconds) AS seconds_on_site
  FROM marketing.raw.website_traffic
  WHERE utm_campaign IS NOT NULL
  GROUP BY utm_campaign, visited_at::DATE
),
reactions AS (
  SELECT
    campaign_code,
    occurred_at::DATE AS activity_on,
    count(*) FILTER (WHERE event_type = 'sent') AS messages_sent,
    count(*) FILTER (WHERE event_type = 'opened') AS messages_opened,
    count(*) FILTER (WHERE event_type = 'clicked') AS clicks,
    count(*) FILTER (WHERE event_type = 'clicked' AND context.device = 'phone') AS clicks_on_phone,
    count(*) FILTER (WHERE event_type = 'converted') AS conversions,
    count(*) FILTER (WHERE event_type = 'unsubscribed') AS unsubscriptions
  FROM marketing.raw.customer_engagement
  GROUP BY campaign_code, occurred_at::DATE
)
SELECT
  campaign_code,
  activity_on,
  coalesce(sessions, 0) AS sessions,
  coalesce(new_visitors, 0) AS new_visitors,
  CAST(coalesce(pageviews, 0) AS BIGINT) AS pageviews,
  CAST(coalesce(seconds_on_site, 0) AS BIGINT) AS seconds_on_site,
  coalesce(messages_sent, 0) AS messages_sent,
  coalesce(messages_opened, 0) AS messages_opened,
  coalesce(clicks, 0) AS clicks,
  coalesce(clicks_on_phone, 0) AS clicks_on_phone,
  coalesce(conversions, 0) AS conversions,
  coalesce(unsubscriptions, 0) AS unsubscriptions
FROM visits
FULL JOIN reactions USING (campaign_code, activity_on)
