"""Rules and schedules start functions asynchronously: with retries, and a destination for failed events.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

import json

from ministack.services import eventbridge, lambda_svc


def start(arn, payload):
    function, configuration, name = lambda_svc._get_func_record_for_ref(arn)
    if not function or not configuration:
        eventbridge.logger.warning("EventBridge: there is no function %s", name)
        return
    record = lambda_svc._execution_record_for_config(function, configuration)
    lambda_svc.invoke_async_with_retry(record, json.loads(payload))


def apply():
    eventbridge._dispatch_to_lambda = start
