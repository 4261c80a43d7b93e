from __future__ import annotations

import re
from typing import Literal

ErrorCode = Literal["NotFound", "AccessDenied", "Malformed", "Expired", "Unavailable"]


class AccessTokenError(Exception):
    """There is no access token. Neither the message nor the cause contains a secret.

    ``code`` says why:

    - ``NotFound``: the secret does not exist, is deleted, or has no value yet
    - ``AccessDenied``: the caller is not allowed to read or decrypt the secret
    - ``Malformed``: the value of the secret is not an access token of the rotator
    - ``Expired``: the cached access token has expired, and the client could not read a newer access token
    - ``Unavailable``: Secrets Manager did not answer, or answered with another error
    """

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code: ErrorCode = code


def read_error(secret_id: str, error: Exception) -> AccessTokenError:
    """The error for a failed request to Secrets Manager."""
    if isinstance(error, AccessTokenError):
        return error
    response = getattr(error, "response", None) or {}
    name: str = response.get("Error", {}).get("Code", type(error).__name__)
    # InvalidRequestException: the secret is scheduled for deletion.
    if name in ("ResourceNotFoundException", "InvalidRequestException"):
        return AccessTokenError(
            "NotFound",
            f"{secret_id} does not exist, is deleted, or has no value yet ({name}). "
            "Check its name, the Region and the account",
        )
    if re.search("AccessDenied|NotAuthorized|DecryptionFailure", name):
        return AccessTokenError(
            "AccessDenied",
            f"The caller is not allowed to read {secret_id} ({name}). "
            "The caller needs secretsmanager:GetSecretValue on the secret and kms:Decrypt on its key",
        )
    return AccessTokenError(
        "Unavailable",
        f"{secret_id} could not be read ({name}). "
        "Try again. If the error lasts, check the network and the AWS credentials",
    )
