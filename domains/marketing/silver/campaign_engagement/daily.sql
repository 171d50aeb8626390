-- A session or event that was delivered twice counts once; a negative duration counts as none.
WITH sessions AS (
  SELECT
    session_id,
    any_value(utm_campaign) AS campaign_code,
    min(visited_at)::DATE AS activity_on,
    bool_or(new_visitor) AS new_visitor,
    max(pageviews) AS pageviews,
    greatest(max(duration_seconds), 0) AS duration_seconds
  FROM marketing.raw.website_traffic
  WHERE utm_campaign IS NOT NULL
  GROUP BY session_id
),
visits AS (
  SELECT
    campaign_code,
    activity_on,
    count(*) AS sessions,
    count(*) FILTER (WHERE new_visitor) AS new_visitors,
    sum(pageviews) AS pageviews,
    sum(duration_seconds) AS seconds_on_site
  FROM sessions
  GROUP BY campaign_code, activity_on
),
reactions AS (
  SELECT
    campaign_code,
    occurred_at::DATE AS activity_on,
    count(DISTINCT event_id) FILTER (WHERE event_type = 'sent') AS messages_sent,
    count(DISTINCT event_id) FILTER (WHERE event_type = 'opened') AS messages_opened,
    count(DISTINCT event_id) FILTER (WHERE event_type = 'clicked') AS clicks,
    count(DISTINCT event_id) FILTER (WHERE event_type = 'clicked' AND context.device = 'phone') AS clicks_on_phone,
    count(DISTINCT event_id) FILTER (WHERE event_type = 'converted') AS conversions,
    count(DISTINCT event_id) FILTER (WHERE event_type = 'unsubscribed') AS unsubscriptions
  FROM marketing.raw.customer_engagement
  WHERE campaign_code IS NOT NULL
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
