"""Runs the recipe for Python in docs/recipes.md.

Prints the document. After a line of input, prints the document from the cache, and then after a refresh.
"""

import json
import sys

from recipe import cache, document

SECRET = "alation/demo/access-token"
print(json.dumps(document), flush=True)
if sys.stdin.readline():
    print(cache.get_secret_string(SECRET))
    cache.refresh_secret_now(SECRET)
    print(cache.get_secret_string(SECRET))
