"""Helper of the patches: checks whether a caller may use a KMS key through a service (`kms:ViaService`)."""

import ministack.app
from ministack.core import iam_evaluator
from ministack.core.responses import error_response_json, get_account_id, get_region


def kms_refusal(key_id, action, service, encryption_context):
    """The error response if IAM or the key's policy denies the caller the key; None if the caller may use it."""
    access_key = iam_evaluator._verified_key.get()
    if not ministack.app.AUTH or not access_key or not key_id:
        return None
    account, region = get_account_id(), get_region()
    arn = key_id if key_id.startswith("arn:") else f"arn:aws:kms:{region}:{account}:key/{key_id}"
    context = {
        "kms:ViaService": f"{service}.{region}.amazonaws.com",
        "kms:CallerAccount": account,
        **{f"kms:EncryptionContext:{key}": value for key, value in encryption_context.items()},
    }
    refusal = iam_evaluator.enforce(
        access_key, action, "kms", region, resource_arn=arn, service_context=context
    )
    if refusal is None:
        return None
    message = f"Access to KMS is not allowed: {action} on {arn}"
    return error_response_json("AccessDeniedException", message, 400)
