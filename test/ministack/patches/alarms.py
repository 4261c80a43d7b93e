"""Alarms on metrics of the embedded metric format, functions and queues, with dimensions and missing data.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
import os
import threading
import time

from ministack.core.responses import set_request_account_id, set_request_region
from ministack.services import cloudwatch, cloudwatch_logs, lambda_svc, sqs

EVALUATION_SECONDS = 5

# How many seconds an hour of an alarm's period lasts. With fewer than 3600, a test need not wait 26 hours.
SECONDS_PER_HOUR = int(os.environ.get("ALARM_SECONDS_PER_HOUR", "3600"))

# The measured values: (namespace, metric, dimensions, time, value).
points = []

STATISTICS = {
    "Maximum": max,
    "Minimum": min,
    "Sum": sum,
    "SampleCount": len,
    "Average": lambda values: sum(values) / len(values),
}
BREACHES = {
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}


def measure(namespace, name, dimensions, value):
    points.append((namespace, name, frozenset(dimensions.items()), time.time(), value))


def measure_log_line(message):
    try:
        line = json.loads(message)
        directives = line["_aws"]["CloudWatchMetrics"]
    except (ValueError, KeyError, TypeError):
        return
    for directive in directives:
        for names in directive["Dimensions"]:
            for metric in directive["Metrics"]:
                dimensions = {name: line[name] for name in names}
                measure(directive["Namespace"], metric["Name"], dimensions, line[metric["Name"]])


def breaching_periods(alarm, now):
    """Yields for each period whether its data breaches the threshold, or None without data."""
    period = int(alarm["Period"])
    if period >= 3600:
        period = period * SECONDS_PER_HOUR // 3600
    wanted = frozenset((one["Name"], one["Value"]) for one in alarm.get("Dimensions") or [])
    end = now // 60 * 60
    for index in range(int(alarm["EvaluationPeriods"])):
        values = [
            value
            for namespace, name, dimensions, at, value in points
            if (namespace, name, dimensions) == (alarm["Namespace"], alarm["MetricName"], wanted)
            and end - (index + 1) * period <= at < end - index * period
        ]
        if values:
            statistic = STATISTICS[alarm["Statistic"]](values)
            yield BREACHES[alarm["ComparisonOperator"]](statistic, alarm["Threshold"])
        else:
            yield None


def next_state(alarm, periods):
    missing_data = alarm.get("TreatMissingData") or "missing"
    filled = {"breaching": True, "notBreaching": False}.get(missing_data)
    known = [filled if one is None else one for one in periods]
    known = [one for one in known if one is not None]
    if not known:
        return alarm["StateValue"] if missing_data == "ignore" else "INSUFFICIENT_DATA"
    if sum(known) >= int(alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"]):
        return "ALARM"
    if missing_data == "ignore" and None in periods and any(known):
        return alarm["StateValue"]
    return "OK"


def evaluate(alarm):
    old = alarm["StateValue"]
    periods = list(breaching_periods(alarm, time.time()))
    new = next_state(alarm, periods)
    if new == old:
        return
    reason = f"{alarm['Statistic']} of {alarm['MetricName']} breaches in these periods: {periods}"
    alarm.update(StateValue=new, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
    cloudwatch._record_history(alarm["AlarmName"], old, new, reason)
    cloudwatch._dispatch_alarm_actions(alarm, old, new, reason)


def measure_queue(alarm, account, region):
    name = alarm["Dimensions"][0]["Value"]
    queue = sqs._queue_by_arn(f"arn:aws:sqs:{region}:{account}:{name}")
    measure("AWS/SQS", alarm["MetricName"], {"QueueName": name}, len((queue or {}).get("messages", [])))


def evaluate_all_alarms():
    for (account, region, name), alarm in list(cloudwatch._alarms._data.items()):
        set_request_account_id(account)
        set_request_region(region)
        try:
            if alarm["Namespace"] == "AWS/SQS":
                measure_queue(alarm, account, region)
            evaluate(alarm)
        except Exception:
            cloudwatch.logger.exception("alarm %s", name)


def evaluate_for_ever():
    while True:
        time.sleep(EVALUATION_SECONDS)
        evaluate_all_alarms()


def apply():
    append = cloudwatch_logs._append_log_events

    def append_and_measure(stream, events, *rest, **named):
        for event in events:
            measure_log_line(event.get("message", ""))
        return append(stream, events, *rest, **named)

    execute = lambda_svc._execute_function

    def execute_and_measure(function, event):
        result = execute(function, event)
        name = (function.get("config") or function).get("FunctionName")
        measure("AWS/Lambda", "Errors", {"FunctionName": name}, 1 if result.get("error") else 0)
        return result

    cloudwatch_logs._append_log_events = append_and_measure
    lambda_svc._execute_function = execute_and_measure
    cloudwatch._evaluate_alarm = lambda alarm: None
    threading.Thread(target=evaluate_for_ever, daemon=True).start()
