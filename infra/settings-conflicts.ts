import type { Settings } from './settings-schema.ts';

/** Hours that an Alation access token lives by default; only for settings that must be judged before any token exists. */
export const DEFAULT_LIFETIME_HOURS = 24;

/** Characters for owners in the warner's environment, beside ten topics. */
const MAX_CHAT_FILTERS = 1_500;

/** Topics that a CloudWatch alarm tells at most, beside the alert topic. */
const MAX_CHANNELS_FOR_ALARMS = 4;

/** Settings that are right by themselves and cannot hold together, a line each. */
export function conflictsOf(settings: Settings): string[] {
  return [
    ...conflictsOfTime(settings),
    ...conflictsOfAccess(settings),
    ...conflictsOfAlerts(settings),
    ...conflictsOfNetwork(settings),
  ];
}

function conflictsOfTime(settings: Settings): string[] {
  const conflicts: string[] = [];
  const minutesToRenewIn = Math.round(DEFAULT_LIFETIME_HOURS * 60 * (1 - settings.renewalFraction));
  if (settings.rotationIntervalMinutes * 2 > minutesToRenewIn) {
    conflicts.push(
      `rotationIntervalMinutes must let two ticks fall between renewal and expiry of a 24 h access token, at renewalFraction ${settings.renewalFraction} it is at most ${Math.floor(minutesToRenewIn / 2)}, got: ${settings.rotationIntervalMinutes}`,
    );
  }
  if (settings.probeIntervalMinutes < settings.rotationIntervalMinutes) {
    conflicts.push(
      `probeIntervalMinutes must be at least rotationIntervalMinutes (${settings.rotationIntervalMinutes}), because probes happen at ticks, got: ${settings.probeIntervalMinutes}`,
    );
  }
  const [firstWarning = 0] = settings.warningDays;
  if (firstWarning >= settings.refreshTokenLifetimeDays) {
    conflicts.push(
      `warningDays must be below refreshTokenLifetimeDays (${settings.refreshTokenLifetimeDays}), or a new refresh token is warned about at once, got: ${firstWarning}`,
    );
  }
  const reserved = settings.rotatorReservedConcurrency ?? settings.shards;
  if (reserved < settings.shards) {
    conflicts.push(
      `rotatorReservedConcurrency must be at least shards (${settings.shards}), because they run at the same time, got: ${reserved}`,
    );
  }
  return conflicts;
}

function conflictsOfAccess({ integrations, operators }: Settings): string[] {
  return Object.entries(integrations).flatMap(([name, { readers }]) =>
    readers
      .filter((role) => operators.includes(role))
      .map(
        (reader) =>
          `integrations.${name}.readers must not name an operator, because a reader never reads credentials, got: ${JSON.stringify(reader)}`,
      ),
  );
}

/** A filter that nothing can pass is a subscription that is silent for ever: a slip of the pen, most likely. */
function conflictsOfAlerts({
  integrations,
  alertEmails,
  alertSubscriptions,
  chatChannels,
}: Settings): string[] {
  const names = Object.keys(integrations);
  const owners = Object.values(integrations).flatMap(({ owner }) => owner ?? []);
  const conflicts: string[] = [];
  const seen = new Set(alertEmails.map((email) => `email ${email}`));
  const check = (
    path: string,
    wanted: readonly string[] | undefined,
    known: readonly string[],
    what: string,
  ) => {
    for (const one of (wanted ?? []).filter((name) => !known.includes(name))) {
      conflicts.push(
        `${path} must name ${what}, allowed: ${[...new Set(known)].join(', ') || 'none, as no integration has an owner'}, got: ${JSON.stringify(one)}`,
      );
    }
  };
  for (const [index, { protocol, endpoint, ...filter }] of alertSubscriptions.entries()) {
    const path = `alertSubscriptions[${index}]`;
    if (seen.has(`${protocol} ${endpoint}`)) {
      conflicts.push(
        `${path}.endpoint must not be subscribed twice, because SNS keeps one filter for each, got: ${JSON.stringify(endpoint)}`,
      );
    }
    seen.add(`${protocol} ${endpoint}`);
    check(`${path}.owners`, filter.owners, owners, 'owners of integrations');
    check(`${path}.integrations`, filter.integrations, names, 'integrations');
  }
  const filters = JSON.stringify(Object.values(chatChannels).map(({ owners: wanted }) => wanted)).length;
  if (filters > MAX_CHAT_FILTERS) {
    conflicts.push(
      `chatChannels must name less owners, because an environment holds 4 KB, allowed are ${MAX_CHAT_FILTERS} characters in all, got: ${filters}`,
    );
  }
  const hearAlarms = Object.values(chatChannels).filter(
    (channel) => channel.owners === undefined && channel.severities === undefined,
  ).length;
  if (hearAlarms > MAX_CHANNELS_FOR_ALARMS) {
    conflicts.push(
      `chatChannels must have owners or severities but for ${MAX_CHANNELS_FOR_ALARMS} of them, because an alarm tells five topics and the alert topic is one, got: ${hearAlarms} without`,
    );
  }
  for (const [name, channel] of Object.entries(chatChannels)) {
    check(`chatChannels.${name}.owners`, channel.owners, owners, 'owners of integrations');
    if (channel.slack !== undefined && channel.teams !== undefined) {
      conflicts.push(`chatChannels.${name} must be one channel, slack or teams, got: both`);
    }
  }
  return conflicts;
}

function conflictsOfNetwork({ network, httpsProxy, noProxy }: Settings): string[] {
  const conflicts: string[] = [];
  if (noProxy.length > 0 && httpsProxy === undefined) {
    conflicts.push(`noProxy must go with httpsProxy, got: ${JSON.stringify(noProxy)}`);
  }
  if (network === undefined) return conflicts;
  if ((network.vpcId === undefined) === (network.vpcName === undefined)) {
    conflicts.push(
      `network must have vpcId or vpcName, got: ${network.vpcId === undefined ? 'neither' : 'both'}`,
    );
  }
  if (network.subnetIds !== undefined && network.subnetGroupName !== undefined) {
    conflicts.push('network must have subnetIds or subnetGroupName, got: both');
  }
  if (network.securityGroupIds !== undefined && network.securityGroupNames !== undefined) {
    conflicts.push('network must have securityGroupIds or securityGroupNames, got: both');
  }
  return conflicts;
}
