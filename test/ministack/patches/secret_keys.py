"""Reading or storing the value of a secret needs permission to use its KMS key.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
"""

from ministack.services import secretsmanager

from patches.kms_use import kms_refusal


def by_key(inner, *actions):
    def call(data, *rest, **named):
        secret = secretsmanager._resolve(data.get("SecretId"))[1]
        for action in actions if secret else ():
            refusal = kms_refusal(
                secret.get("KmsKeyId"), action, "secretsmanager", {"SecretARN": secret["ARN"]}
            )
            if refusal:
                return refusal
        return inner(data, *rest, **named)

    return call


def apply():
    secretsmanager._get_secret_value = by_key(secretsmanager._get_secret_value, "kms:Decrypt")
    secretsmanager._put_secret_value = by_key(
        secretsmanager._put_secret_value, "kms:GenerateDataKey", "kms:Decrypt"
    )
