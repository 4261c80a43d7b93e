"""A template attaches a policy to an event bus, and the policy can deny an event by its detail-type.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
"""

import ministack.app
from ministack.core import iam_evaluator
from ministack.core.responses import error_response_json, get_account_id, get_region
from ministack.services import eventbridge
from ministack.services.cloudformation import provisioners

POLICY = "AWS::Events::EventBusPolicy"


def put_statement(properties):
    bus, sid = properties["EventBusName"], properties["StatementId"]
    delete_statement(f"{bus}|{sid}", properties)
    policy = eventbridge._event_bus_policies.setdefault(bus, {"Version": "2012-10-17", "Statement": []})
    policy["Statement"].append({**properties["Statement"], "Sid": sid})
    return f"{bus}|{sid}", {}


def delete_statement(physical_id, properties):
    bus, sid = physical_id.split("|")
    policy = eventbridge._event_bus_policies.get(bus)
    if policy:
        policy["Statement"] = [one for one in policy["Statement"] if one["Sid"] != sid]


def bus_policy_for_arn(arn):
    policy = eventbridge._event_bus_policies.get(arn.split(":event-bus/")[-1])
    return (policy, arn.split(":")[4]) if policy else None


def is_refused(entry):
    access_key = iam_evaluator._verified_key.get()
    if not ministack.app.AUTH or not access_key:
        return False
    bus = entry.get("EventBusName", "default").split(":event-bus/")[-1]
    arn = f"arn:aws:events:{get_region()}:{get_account_id()}:event-bus/{bus}"
    context = {"events:detail-type": entry.get("DetailType"), "events:source": entry.get("Source")}
    return (
        iam_evaluator.enforce(
            access_key,
            "events:PutEvents",
            "events",
            get_region(),
            resource_arn=arn,
            service_context=context,
        )
        is not None
    )


def apply():
    eventbridge.bus_policy_for_arn = bus_policy_for_arn
    iam_evaluator._RESOURCE_POLICY_LOOKUPS["events"] = ("eventbridge", "bus_policy_for_arn")
    provisioners._RESOURCE_HANDLERS[POLICY] = {
        "create": lambda logical_id, properties, stack_name: put_statement(properties),
        "update": lambda physical_id, old, new, stack_name: put_statement(new),
        "delete": delete_statement,
    }

    put_events = eventbridge._put_events

    def put_allowed_events(data, allow_aws_source=False):
        # AWS services put events without a permission of the caller.
        entries = [] if allow_aws_source else data.get("Entries", [])
        if any(is_refused(entry) for entry in entries):
            return error_response_json("AccessDeniedException", "A policy denies events:PutEvents", 400)
        return put_events(data, allow_aws_source=allow_aws_source)

    eventbridge._put_events = put_allowed_events
