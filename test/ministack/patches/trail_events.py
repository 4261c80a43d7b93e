"""While CloudTrail records, it puts an event about each change of a secret on the default event bus.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html
"""

import json

from ministack.services import cloudtrail, eventbridge


def lower_first(name):
    return name[:1].lower() + name[1:]


def put_event(call):
    parameters = {lower_first(name): value for name, value in call["requestParameters"].items()}
    entry = {
        "Source": "aws.secretsmanager",
        "DetailType": "AWS API Call via CloudTrail",
        "Detail": json.dumps({**call, "requestParameters": parameters}),
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def apply():
    record = cloudtrail.record_event

    def record_and_put_event(*arguments, **named):
        record(*arguments, **named)
        call = json.loads(cloudtrail._get_event_queue()[-1]["CloudTrailEvent"])
        if call["eventSource"] == "secretsmanager.amazonaws.com" and call["readOnly"] == "false":
            put_event(call)

    cloudtrail.record_event = record_and_put_event
