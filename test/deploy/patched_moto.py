"""moto's server with a CloudFormation that creates all resources of the template.

moto ignores resource types that it does not support. This module creates such resources of the template with the API
calls that CloudFormation makes. boto3 sends each call to moto and checks every parameter. docs/deployment.md lists what
these tests cannot show.
"""

import json
import os
import sys

import boto3
import moto.cloudformation.responses as responses
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.parsing import ResourceMap
from moto.core.common_models import CloudFormationModel
from moto.events.models import EventBus
from moto.kms.models import Key
from moto.secretsmanager.exceptions import (
    ResourceNotFoundException,
    SecretHasNoValueException,
    SecretNotFoundException,
)
from moto.secretsmanager.models import SecretsManagerBackend
from moto.server import main

# A reference to an event bus is its name, as on AWS.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-events-eventbus.html
EventBus.physical_resource_id = property(lambda bus: bus.name)

# moto reads a template's bucket from the host name, except for "localhost".
template_at = responses.get_stack_from_s3_url
responses.get_stack_from_s3_url = lambda url, **more: template_at(
    url.replace("127.0.0.1", "localhost"), **more
)

# A DeletionPolicy retains a resource when the stack is deleted and when the resource leaves the template. moto supports
# only the first case, and not `RetainExceptOnCreate`.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
delete_resource = ResourceMap._delete_resource


def delete_unless_retained(resources, resource, template):
    if not template.get("DeletionPolicy", "Delete").startswith("Retain"):
        delete_resource(resources, resource, template)


ResourceMap._delete_resource = delete_unless_retained


# CloudFormation keeps a KMS key when its policy changes. moto loses the key.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-kms-key.html
def update_key(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
    client("kms", region_name).put_key_policy(
        KeyId=original_resource.id,
        PolicyName="default",
        Policy=json.dumps(cloudformation_json["Properties"]["KeyPolicy"]),
    )
    return original_resource


Key.update_from_cloudformation_json = classmethod(update_key)

# A template writes the tags of a key as `Key` and `Value`. moto expects the names of the KMS API.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-kms-key-tag.html
create_key = Key.create_from_cloudformation_json


def create_tagged_key(resource_name, cloudformation_json, *arguments, **named):
    properties = cloudformation_json["Properties"]
    tags = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in properties.get("Tags", [])]
    template = {**cloudformation_json, "Properties": {**properties, "Tags": tags}}
    return create_key(resource_name, template, *arguments, **named)


Key.create_from_cloudformation_json = staticmethod(create_tagged_key)

# BatchGetSecretValue reports a secret without a value as an error, and returns the other secrets.
# https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html
value_of = SecretsManagerBackend.get_secret_value


def value_or_not_found(*secret, **named):
    try:
        return value_of(*secret, **named)
    except (ResourceNotFoundException, SecretHasNoValueException) as error:
        raise SecretNotFoundException() from error


SecretsManagerBackend.get_secret_value = value_or_not_found


def client(service, region):
    port = os.environ["MOTO_PORT"]
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="moto",
        aws_secret_access_key="moto",
    )


def without(properties, *names):
    return {name: value for name, value in properties.items() if name not in names}


class Resource:
    """A created resource with its id and its attributes by name."""

    def __init__(self, physical_id, attributes=None):
        self.physical_resource_id = physical_id
        self.attributes = attributes or {}

    def get_cfn_attribute(self, name):
        return self.attributes[name]

    def is_created(self):
        return True


def resource_type(cfn_type, name_property=""):
    """Adds a resource type to moto. The decorated class creates, updates and deletes the resource."""

    def register(how):
        def create(cls, name, template, account_id, region_name, **_):
            made = cls(*how.create(template["Properties"], region_name, name))
            made.delete = lambda *_: how.delete(made.physical_resource_id, region_name)
            return made

        def update(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
            properties = cloudformation_json["Properties"]
            change = getattr(how, "update", None)
            if change is None:
                how.delete(original_resource.physical_resource_id, region_name)
                return create(cls, new_resource_name, cloudformation_json, account_id, region_name)
            change(original_resource.physical_resource_id, properties, region_name)
            return original_resource

        methods = {
            "cloudformation_type": staticmethod(lambda: cfn_type),
            "cloudformation_name_type": staticmethod(lambda: name_property),
            "has_cfn_attr": classmethod(lambda cls, attribute: True),
            "create_from_cloudformation_json": classmethod(create),
            "update_from_cloudformation_json": classmethod(update),
        }
        type(how.__name__, (Resource, CloudFormationModel), methods)
        return how

    return register


@resource_type("AWS::SecretsManager::Secret", "Name")
class Secret:
    def create(properties, region, name):
        replicas = properties.get("ReplicaRegions")
        made = client("secretsmanager", region).create_secret(
            **without(properties, "ReplicaRegions"),
            **({"AddReplicaRegions": replicas} if replicas else {}),
        )
        return made["ARN"], {"Id": made["ARN"]}

    def update(arn, properties, region):
        secrets = client("secretsmanager", region)
        secrets.update_secret(
            SecretId=arn, Description=properties["Description"], KmsKeyId=properties["KmsKeyId"]
        )
        secrets.tag_resource(SecretId=arn, Tags=properties["Tags"])

    def delete(arn, region):
        client("secretsmanager", region).delete_secret(SecretId=arn)


@resource_type("AWS::SecretsManager::ResourcePolicy")
class SecretPolicy:
    def create(properties, region, name):
        # "If a secret already has a resource policy attached, you must first remove it."
        # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-resourcepolicy.html
        arn = properties["SecretId"]
        if client("secretsmanager", region).get_resource_policy(SecretId=arn).get("ResourcePolicy"):
            raise ValidationError(message=f"{arn} has a resource policy already.")
        SecretPolicy.update(arn, properties, region)
        return arn, {}

    def update(arn, properties, region):
        client("secretsmanager", region).put_resource_policy(
            **{**properties, "ResourcePolicy": json.dumps(properties["ResourcePolicy"])}
        )

    def delete(arn, region):
        client("secretsmanager", region).delete_resource_policy(SecretId=arn)


@resource_type("AWS::Events::EventBusPolicy")
class BusPolicy:
    def create(properties, region, name):
        # moto keeps the other statements of the policy.
        statement = {**properties["Statement"], "Sid": properties["StatementId"]}
        client("events", region).put_permission(
            EventBusName=properties["EventBusName"],
            Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        )
        return name, {}

    def delete(name, region):
        """The policy is deleted with its bus."""


@resource_type("AWS::SNS::Subscription")
class Subscription:
    def create(properties, region, name):
        attributes = {
            key: json.dumps(properties[key]) for key in ("FilterPolicy", "RedrivePolicy") if key in properties
        }
        scope = {"FilterPolicyScope": properties["FilterPolicyScope"]}
        made = client("sns", region).subscribe(
            **without(properties, "FilterPolicy", "FilterPolicyScope", "RedrivePolicy"),
            Attributes={**attributes, **scope},
            ReturnSubscriptionArn=True,
        )
        return made["SubscriptionArn"], {}

    def delete(arn, region):
        client("sns", region).unsubscribe(SubscriptionArn=arn)


@resource_type("AWS::SNS::TopicPolicy")
class TopicPolicy:
    def create(properties, region, name):
        for topic in properties["Topics"]:
            client("sns", region).set_topic_attributes(
                TopicArn=topic,
                AttributeName="Policy",
                AttributeValue=json.dumps(properties["PolicyDocument"]),
            )
        return name, {}

    def delete(name, region):
        """The policy is deleted with its topic."""


@resource_type("AWS::SQS::QueuePolicy")
class QueuePolicy:
    def create(properties, region, name):
        for queue in properties["Queues"]:
            client("sqs", region).set_queue_attributes(
                QueueUrl=queue, Attributes={"Policy": json.dumps(properties["PolicyDocument"])}
            )
        return name, {}

    def delete(name, region):
        """The policy is deleted with its queue."""


@resource_type("AWS::Scheduler::ScheduleGroup", "Name")
class ScheduleGroup:
    def create(properties, region, name):
        made = client("scheduler", region).create_schedule_group(**properties)
        return properties["Name"], {"Arn": made["ScheduleGroupArn"]}

    def delete(name, region):
        client("scheduler", region).delete_schedule_group(Name=name)


@resource_type("AWS::Scheduler::Schedule", "Name")
class Schedule:
    def create(properties, region, name):
        client("scheduler", region).create_schedule(**{"Name": name, **properties})
        return f"{properties['GroupName']}|{name}", {}

    def delete(group_and_name, region):
        group, name = group_and_name.split("|")
        schedules = client("scheduler", region)
        try:
            schedules.delete_schedule(GroupName=group, Name=name)
        except schedules.exceptions.ResourceNotFoundException:
            """The schedule was deleted with its group."""


@resource_type("AWS::CloudWatch::Alarm", "AlarmName")
class Alarm:
    def create(properties, region, name):
        alarms = client("cloudwatch", region)
        alarms.put_metric_alarm(**properties)
        [made] = alarms.describe_alarms(AlarmNames=[properties["AlarmName"]])["MetricAlarms"]
        return made["AlarmName"], {"Arn": made["AlarmArn"]}

    def delete(name, region):
        client("cloudwatch", region).delete_alarms(AlarmNames=[name])


@resource_type("AWS::Lambda::EventInvokeConfig")
class EventInvokeConfig:
    def create(properties, region, name):
        client("lambda", region).put_function_event_invoke_config(**properties)
        return name, {}

    def delete(name, region):
        """The configuration is deleted with its function."""


main(sys.argv[1:])
