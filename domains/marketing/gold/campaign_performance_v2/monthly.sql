-- Every column can be added up. A budget is spread over the days of its campaign, to the cent: what is due by the end
-- of a month less what was due before.
WITH campaigns AS (
  SELECT DISTINCT campaign_code, campaign_name, channel, region, objective, starts_on, ends_on, budget_eur
  FROM marketing.silver.campaign_engagement
),
activity AS (
  SELECT
    campaign_code,
    date_trunc('month', activity_on)::DATE AS performance_month,
    sum(sessions) AS sessions,
    sum(new_visitors) AS new_visitors,
    sum(messages_sent) AS messages_sent,
    sum(messages_opened) AS messages_opened,
    sum(clicks) AS clicks,
    sum(conversions) AS conversions
  FROM marketing.silver.campaign_engagement
  GROUP BY ALL
),
sold AS (
  SELECT
    campaign_code,
    sales_month AS performance_month,
    sum(orders) AS orders,
    sum(net_eur) AS net_eur
  FROM sales.gold.aggregated_sales_data
  GROUP BY ALL
),
months AS (
  SELECT
    campaign_code,
    unnest(generate_series(date_trunc('month', starts_on)::DATE, ends_on, INTERVAL 1 MONTH))::DATE AS performance_month
  FROM campaigns
  UNION
  SELECT campaign_code, performance_month FROM activity
  UNION
  SELECT campaign_code, performance_month FROM sold
),
running AS (
  SELECT
    campaigns.*,
    performance_month,
    ends_on - starts_on + 1 AS days,
    greatest(0, least(days, performance_month - starts_on)) AS days_before,
    greatest(0, least(days, (performance_month + INTERVAL 1 MONTH)::DATE - starts_on)) AS days_due
  FROM campaigns
  JOIN months USING (campaign_code)
)
SELECT
  running.campaign_code,
  running.performance_month,
  running.campaign_name,
  running.channel,
  running.region,
  running.objective,
  coalesce(days_due - days_before, 0) AS days_running,
  CAST(
    coalesce(round(budget_eur * days_due / days, 2) - round(budget_eur * days_before / days, 2), 0) AS DECIMAL(18, 2)
  ) AS budget_eur,
  CAST(coalesce(activity.sessions, 0) AS BIGINT) AS sessions,
  CAST(coalesce(activity.new_visitors, 0) AS BIGINT) AS new_visitors,
  CAST(coalesce(activity.messages_sent, 0) AS BIGINT) AS messages_sent,
  CAST(coalesce(activity.messages_opened, 0) AS BIGINT) AS messages_opened,
  CAST(coalesce(activity.clicks, 0) AS BIGINT) AS clicks,
  CAST(coalesce(activity.conversions, 0) AS BIGINT) AS conversions,
  CAST(coalesce(sold.orders, 0) AS BIGINT) AS attributed_orders,
  CAST(coalesce(sold.net_eur, 0) AS DECIMAL(18, 2)) AS attributed_net_eur
FROM running
LEFT JOIN activity USING (campaign_code, performance_month)
LEFT JOIN sold USING (campaign_code, performance_month)
