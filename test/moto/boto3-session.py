"""Calls Secrets Manager, SNS, EventBridge and STS at AWS_ENDPOINT_URL with boto3, and prints the results as JSON."""

import json

import boto3

secrets = boto3.client("secretsmanager")
name = "alation/tableau/access-token"
secrets.create_secret(Name=name, Tags=[{"Key": "team:role", "Value": "access-token"}])
try:
    secrets.get_secret_value(SecretId=name)
    empty = "was read"
except secrets.exceptions.ResourceNotFoundException:
    empty = "ResourceNotFoundException"
first = secrets.put_secret_value(SecretId=name, SecretString='{"access_token": "one"}')
second = secrets.put_secret_value(SecretId=name, SecretBinary=bytes(range(256)))
previous = secrets.get_secret_value(SecretId=name, VersionStage="AWSPREVIOUS")
listed = [
    secret["Name"]
    for page in secrets.get_paginator("list_secrets").paginate(
        Filters=[{"Key": "tag-value", "Values": ["access-token"]}], PaginationConfig={"PageSize": 1}
    )
    for secret in page["SecretList"]
]
batch = secrets.batch_get_secret_value(SecretIdList=[name, "missing"])

sns = boto3.client("sns")
topic = sns.create_topic(Name="alerts", Attributes={}, Tags=[])["TopicArn"]
message = sns.publish(
    TopicArn=topic,
    Subject="Soon",
    Message="14 days left – ü",
    MessageAttributes={"severity": {"DataType": "String", "StringValue": "warning"}},
)
plain = sns.publish(TopicArn=topic, Message="plain", MessageAttributes={})
try:
    sns.publish(TopicArn=topic + "-gone", Message="lost")
    gone = "was published"
except sns.exceptions.NotFoundException:
    gone = "NotFoundException"

events = boto3.client("events")
put = events.put_events(
    Entries=[
        {"Source": "test", "DetailType": "Tested", "Detail": '{"a": 1}'},
        {"Source": "test", "DetailType": "Tested", "Detail": "{"},
    ]
)

print(
    json.dumps(
        {
            "empty": empty,
            "versions": [first["VersionId"], second["VersionId"]],
            "binary": secrets.get_secret_value(SecretId=name)["SecretBinary"] == bytes(range(256)),
            "previous": [previous["VersionId"], previous["SecretString"]],
            "listed": listed,
            "batchErrors": [error["ErrorCode"] for error in batch["Errors"]],
            "messageIds": [message["MessageId"], plain["MessageId"]],
            "gone": gone,
            "entries": [entry.get("ErrorCode", "taken") for entry in put["Entries"]],
            "account": boto3.client("sts").get_caller_identity()["Account"],
        }
    )
)
