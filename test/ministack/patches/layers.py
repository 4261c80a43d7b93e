"""A function finds the certificates of its layer, although ministack does not unpack layers into /opt.

https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
"""

import os
import subprocess
import types

from ministack.core import lambda_runtime


class FunctionProcess(subprocess.Popen):
    def __init__(self, *arguments, env=None, **named):
        certificates = (env or {}).get("NODE_EXTRA_CA_CERTS", "")
        for folder in (env or {}).get("_LAMBDA_LAYERS_DIRS", "").split(os.pathsep):
            file = os.path.join(folder, certificates.removeprefix("/opt/"))
            if folder and certificates.startswith("/opt/") and os.path.exists(file):
                env = {**env, "NODE_EXTRA_CA_CERTS": file}
        super().__init__(*arguments, env=env, **named)


def apply():
    lambda_runtime.subprocess = types.SimpleNamespace(**{**vars(subprocess), "Popen": FunctionProcess})
