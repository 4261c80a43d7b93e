"""Reads an integration's access token with boto3 and calls Alation with it."""

import json
import sys
import time
import urllib.error
import urllib.request

import boto3

secrets_manager = boto3.client("secretsmanager")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it would carry the access token to another host."""

    def redirect_request(self, *_):
        return None


alation = urllib.request.build_opener(NoRedirect)


def read_access_token(integration):
    """Returns the published access token, with the header and the base URL for it."""
    secret = secrets_manager.get_secret_value(SecretId=f"alation/{integration}/access-token")
    return json.loads(secret["SecretString"])


def get(integration, path):
    """Calls Alation. After 401 or 403, waits a second, reads the secret again and retries once."""
    for attempt in (1, 2):
        token = read_access_token(integration)
        headers = {token["header_name"]: token["header_value"]}
        try:
            with alation.open(urllib.request.Request(token["base_url"] + path, headers=headers)) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            if attempt == 2 or error.code not in (401, 403):
                raise
            time.sleep(1)


if __name__ == "__main__":
    print(json.dumps(get(sys.argv[1], "/integration/v1/userinfo/")))
