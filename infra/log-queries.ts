/**
 * Queries of CloudWatch Logs Insights, as lines. They show figures that need no metric: a query costs $0.005 for each GB
 * of log that it reads, a metric costs $0.30 a month. The dashboard runs the queries, and the runbook shows them.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export const LogQuery = {
  /** Rotator: what the sweeps of each hour did. */
  sweeps: [
    'filter message = "SweepEnded"',
    'stats count(*) as Sweeps, sum(due) as Due, sum(rotated) as Rotated, sum(failed) as Failed, sum(deferred) as Deferred by bin(1h)',
  ],
  /** Rotator: all integrations, and the shortest time to the expiry of an access token. */
  expiries: [
    'filter message = "SweepEnded" and ispresent(integrations)',
    'stats max(integrations) as Integrations, min(minimumRunwayHours) as HoursToExpiry by bin(1h)',
  ],
  /** Rotator: the last failures. */
  failures: [
    'fields @timestamp, integration, code, disposition, explanation',
    'filter message = "RotationFailed"',
    'sort @timestamp desc',
    'limit 50',
  ],
  /** Warner: the alerts of each day. */
  alerts: [
    'filter message = "WarnerEnded"',
    'stats sum(alertsPublished) as Published, sum(alertsFailed) as Failed by bin(1d)',
  ],
} as const;
