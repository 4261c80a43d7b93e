"""ministack with the patches that the project's stack needs. docs/ministack-differences.md lists them.

Environment variables: GATEWAY_PORT, AUTH=true, DECISIONS (a file that gets one JSON line for each decision of IAM) and
ALARM_SECONDS_PER_HOUR (how many seconds an hour of an alarm's period lasts).
"""

from patches import (
    alarms,
    asynchronous_starts,
    condition_keys,
    decision_log,
    encrypted_topics,
    event_bus_policies,
    layers,
    log_filters,
    secret_keys,
    secret_resources,
    trail_events,
)
from ministack.app import main

for patch in (
    secret_resources,
    encrypted_topics,
    event_bus_policies,
    secret_keys,
    condition_keys,
    layers,
    asynchronous_starts,
    log_filters,
    trail_events,
    alarms,
    decision_log,
):
    patch.apply()

if __name__ == "__main__":
    main()
