"""Writes each decision of IAM about a role as a JSON line to the file DECISIONS. This module changes no behaviour."""

import json
import os

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id

from patches.condition_keys import replace_everywhere


def apply():
    file = os.environ.get("DECISIONS")
    if not file:
        return
    enforce = iam_evaluator.enforce

    def logged(access_key, action, service, region, resource_arn="*", service_context=None):
        refusal = enforce(
            access_key, action, service, region, resource_arn=resource_arn, service_context=service_context
        )
        if not iam_evaluator._is_root_key(access_key or ""):
            principal = iam_evaluator.resolve_principal(access_key or "", get_account_id())
            line = {
                "principal": getattr(principal, "arn", "unknown"),
                "action": action,
                "resource": resource_arn,
                "allowed": refusal is None,
            }
            with open(file, "a", encoding="utf-8") as output:
                output.write(json.dumps(line) + "\n")
        return refusal

    replace_everywhere(enforce, logged)
