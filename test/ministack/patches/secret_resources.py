"""CloudFormation creates, changes and imports secrets and their policies by the API calls of Secrets Manager.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-resourcepolicy.html
"""

import json

from ministack.services import secretsmanager
from ministack.services.cloudformation import changesets, provisioners

SECRET = "AWS::SecretsManager::Secret"
POLICY = "AWS::SecretsManager::ResourcePolicy"


def existing(secret_id):
    return secretsmanager._resolve(secret_id)[1]


def already_exists(resource_type, identifier):
    return ValueError(
        f"Resource of type '{resource_type}' with identifier '{identifier}' already exists. "
        "(HandlerErrorCode: AlreadyExists)"
    )


def create_secret(logical_id, properties, stack_name):
    name = properties.get("Name")
    if name and existing(name):
        raise already_exists(SECRET, name)
    name, attributes = provisioners._sm_secret_create(logical_id, properties, stack_name)
    if "SecretString" not in properties and "GenerateSecretString" not in properties:
        secretsmanager._secrets[name]["Versions"] = {}
    return attributes["Arn"], attributes


def update_secret(arn, old, new, stack_name, logical_id=None):
    _, attributes = provisioners._sm_secret_update(existing(arn)["Name"], old, new, stack_name, logical_id)
    return attributes["Arn"], attributes


def delete_secret(arn, properties):
    secret = existing(arn)
    if secret:
        provisioners._sm_secret_delete(secret["Name"], properties)


def import_secret(identifier):
    arn = existing(identifier["Id"])["ARN"]
    return arn, {"Id": arn, "Arn": arn}


def why_not_imported(secret_id, *_):
    if existing(secret_id):
        return None
    return changesets._IMPORT_NOT_FOUND.format(type=SECRET, value=secret_id)


def put_policy(properties):
    status, _, body = secretsmanager._put_resource_policy(
        {"SecretId": properties["SecretId"], "ResourcePolicy": json.dumps(properties["ResourcePolicy"])}
    )
    if status >= 400:
        raise ValueError(f"{POLICY}: {body!r}")
    arn = json.loads(body)["ARN"]
    return arn, {"Id": arn}


def create_policy(logical_id, properties, stack_name):
    # CloudFormation attaches no policy to a secret that has one.
    secret = existing(properties["SecretId"])
    if secret and secretsmanager._resource_policies.get(secret["ARN"]):
        raise already_exists(POLICY, secret["ARN"])
    return put_policy(properties)


def apply():
    provisioners._RESOURCE_HANDLERS[SECRET] = {
        "create": create_secret,
        "update": update_secret,
        "update_with_logical_id": True,
        "delete": delete_secret,
        "import": import_secret,
    }
    provisioners._RESOURCE_HANDLERS[POLICY] = {
        "create": create_policy,
        "update": lambda arn, old, new, stack_name: put_policy(new),
        "delete": lambda arn, properties: secretsmanager._delete_resource_policy({"SecretId": arn}),
    }
    changesets._IMPORT_LOOKUPS[SECRET] = (("Id",), why_not_imported)
