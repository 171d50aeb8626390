WITH campaign_activity AS (
  SELECT
    campaign_code,
    campaign_name,
    channel,
    region,
    objective,
    starts_on,
    ends_on,
    budget_eur,
    sum(sessions) AS sessions,
    sum(new_visitors) AS new_visitors,
    sum(messages_sent) AS messages_sent,
    sum(messages_opened) AS messages_opened,
    sum(clicks) AS clicks,
    sum(conversions) AS conversions
  FROM marketing.silver.campaign_engagement
  GROUP BY ALL
),
attributed_sales AS (
  SELECT
    campaign_code,
    sum(orders) AS orders,
    sum(net_eur) AS net_eur
  FROM sales.gold.aggregated_sales_data
  GROUP BY campaign_code
)
SELECT
  activity.campaign_code,
  activity.campaign_name,
  activity.channel,
  activity.region,
  activity.objective,
  activity.starts_on,
  activity.ends_on,
  activity.budget_eur,
  CAST(activity.sessions AS BIGINT) AS sessions,
  CAST(activity.new_visitors AS BIGINT) AS new_visitors,
  CAST(activity.messages_sent AS BIGINT) AS messages_sent,
  CAST(activity.clicks AS BIGINT) AS clicks,
  CAST(activity.conversions AS BIGINT) AS conversions,
  round(CAST(activity.messages_opened AS DOUBLE) / nullif(activity.messages_sent, 0), 4) AS open_rate,
  round(CAST(activity.clicks AS DOUBLE) / nullif(activity.messages_sent, 0), 4) AS click_rate,
  CAST(coalesce(sold.orders, 0) AS BIGINT) AS attributed_orders,
  CAST(coalesce(sold.net_eur, 0) AS DECIMAL(18, 2)) AS attributed_net_eur,
  CAST(activity.budget_eur / nullif(sold.orders, 0) AS DECIMAL(18, 2)) AS cost_per_order_eur,
  round(CAST(coalesce(sold.net_eur, 0) / nullif(activity.budget_eur, 0) AS DOUBLE), 4) AS return_on_budget
FROM campaign_activity AS activity
LEFT JOIN attributed_sales AS sold USING (campaign_code)
