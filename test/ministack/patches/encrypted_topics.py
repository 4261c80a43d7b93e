"""A topic of a template keeps its KMS key, and a publisher needs permission to use the key.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
"""

from ministack.services import sns
from ministack.services.cloudformation import provisioners

from patches.kms_use import kms_refusal

TOPIC = "AWS::SNS::Topic"


def with_key(inner, position):
    """Returns a handler that calls `inner` and gives the topic the key of the properties, the argument at `position`."""

    def handle(*arguments, **named):
        made = inner(*arguments, **named)
        topic = sns._topics.get(made[0])
        key = arguments[position].get("KmsMasterKeyId")
        if topic is not None and key:
            topic["attributes"]["KmsMasterKeyId"] = key
        return made

    return handle


def apply():
    handlers = provisioners._RESOURCE_HANDLERS[TOPIC]
    handlers["create"] = with_key(handlers["create"], 1)
    if "update" in handlers:
        handlers["update"] = with_key(handlers["update"], 2)

    publish = sns._publish

    def publish_by_key(parameters, *rest, **named):
        arn = sns._normalize_arn(sns._p(parameters, "TopicArn"))
        topic = sns._topics.get(arn) if arn else None
        key = (topic or {}).get("attributes", {}).get("KmsMasterKeyId")
        for action in ("kms:GenerateDataKey", "kms:Decrypt"):
            if kms_refusal(key, action, "sns", {"aws:sns:topicArn": arn}):
                return sns._error("KMSAccessDeniedException", f"The caller needs {action} on {key}", 400)
        return publish(parameters, *rest, **named)

    sns._publish = publish_by_key
