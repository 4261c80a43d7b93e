import type { Settings } from './settings-schema.ts';
import { skippedTimes } from './skipped-time.ts';

/**
 * Default lifetime of an Alation access token, in hours. Only synthesis uses it, before any access token exists.
 */
export const DEFAULT_LIFETIME_HOURS = 24;

/** Maximum number of characters of the owners of all chat channels, as JSON. Ten topics must fit into the environment as well. */
const MAX_CHAT_FILTERS = 1_500;

/** Maximum number of topics that a CloudWatch alarm notifies in addition to the alert topic. */
const MAX_UNFILTERED_CHANNELS = 4;

/** Settings that are valid alone but conflict with each other, one line per conflict. `now` is in ms since the epoch. */
export function conflictsOf(settings: Settings, now: number): string[] {
  return [
    ...conflictsOfTime(settings),
    ...conflictsOfWarningTime(settings, now),
    ...conflictsOfAccess(settings),
    ...conflictsOfAlerts(settings),
    ...conflictsOfNetwork(settings),
  ];
}

function conflictsOfTime(settings: Settings): string[] {
  const conflicts: string[] = [];
  const minutesFromRotationToExpiry = Math.round(
    DEFAULT_LIFETIME_HOURS * 60 * (1 - settings.renewalFraction),
  );
  if (settings.rotationIntervalMinutes * 2 > minutesFromRotationToExpiry) {
    conflicts.push(
      `rotationIntervalMinutes must be at most ${Math.floor(minutesFromRotationToExpiry / 2)} with renewalFraction ${settings.renewalFraction}, because two sweeps must fit between the rotation and the expiry of a 24 h access token, got: ${settings.rotationIntervalMinutes}`,
    );
  }
  if (settings.probeIntervalMinutes < settings.rotationIntervalMinutes) {
    conflicts.push(
      `probeIntervalMinutes must be at least rotationIntervalMinutes (${settings.rotationIntervalMinutes}), because the rotator probes only in a sweep, got: ${settings.probeIntervalMinutes}`,
    );
  }
  // Subtraction in binary would show 0.19999999999999996.
  const leftAtRotation = Math.round((1 - settings.renewalFraction) * 1000) / 1000;
  if (settings.nearExpiryFraction >= leftAtRotation) {
    conflicts.push(
      `nearExpiryFraction must be below ${leftAtRotation}, because an access token has that fraction of its lifetime left when it is rotated with renewalFraction ${settings.renewalFraction}, got: ${settings.nearExpiryFraction}`,
    );
  }
  const [firstWarning = 0] = settings.warningDays;
  if (firstWarning >= settings.refreshTokenLifetimeDays) {
    conflicts.push(
      `warningDays must be below refreshTokenLifetimeDays (${settings.refreshTokenLifetimeDays}), because otherwise a new refresh token causes a warning immediately, got: ${firstWarning}`,
    );
  }
  const reserved = settings.rotatorReservedConcurrency ?? settings.shards;
  if (reserved < settings.shards) {
    conflicts.push(
      `rotatorReservedConcurrency must be at least shards (${settings.shards}), because all shards run at the same time, got: ${reserved}`,
    );
  }
  return conflicts;
}

function conflictsOfWarningTime({ warningTime, warningTimeZone }: Settings, now: number): string[] {
  const skipped = skippedTimes(warningTime, warningTimeZone, now);
  if (skipped === undefined) return [];
  const { day, from, to, end } = skipped;
  return [
    `warningTime must not be from ${from} to ${to} with warningTimeZone ${warningTimeZone}, because the clock skips these times on ${day} and the warner would not run that day, allowed: e.g. ${end}, got: "${warningTime}"`,
  ];
}

function conflictsOfAccess({ integrations, operators }: Settings): string[] {
  return Object.entries(integrations).flatMap(([name, { readers }]) =>
    readers
      .filter((role) => operators.includes(role))
      .map(
        (reader) =>
          `integrations.${name}.readers must not name an operator, because a reader must not read credentials, got: ${JSON.stringify(reader)}`,
      ),
  );
}

/** Conflicts of subscriptions and chat channels. A filter that matches no alert is probably a typing error. */
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
        `${path} must name ${what}, allowed: ${[...new Set(known)].join(', ') || 'none, because no integration has an owner'}, got: ${JSON.stringify(one)}`,
      );
    }
  };
  for (const [index, { protocol, endpoint, ...filter }] of alertSubscriptions.entries()) {
    const path = `alertSubscriptions[${index}]`;
    if (seen.has(`${protocol} ${endpoint}`)) {
      conflicts.push(
        `${path}.endpoint must appear once, because SNS keeps one filter per endpoint, got: ${JSON.stringify(endpoint)}`,
      );
    }
    seen.add(`${protocol} ${endpoint}`);
    check(`${path}.owners`, filter.owners, owners, 'owners of integrations');
    check(`${path}.integrations`, filter.integrations, names, 'integrations');
  }
  const filters = JSON.stringify(Object.values(chatChannels).map(({ owners: wanted }) => wanted)).length;
  if (filters > MAX_CHAT_FILTERS) {
    conflicts.push(
      `chatChannels must name owners with at most ${MAX_CHAT_FILTERS} characters in all, because the environment of a function has at most 4 KB, got: ${filters}`,
    );
  }
  const unfiltered = Object.values(chatChannels).filter(
    (channel) => channel.owners === undefined && channel.severities === undefined,
  ).length;
  if (unfiltered > MAX_UNFILTERED_CHANNELS) {
    conflicts.push(
      `chatChannels must have at most ${MAX_UNFILTERED_CHANNELS} channels without owners and severities, because an alarm notifies at most five topics including the alert topic, got: ${unfiltered}`,
    );
  }
  for (const [name, channel] of Object.entries(chatChannels)) {
    check(`chatChannels.${name}.owners`, channel.owners, owners, 'owners of integrations');
    if (channel.slack !== undefined && channel.teams !== undefined) {
      conflicts.push(`chatChannels.${name} must have at most one of slack and teams, got: both`);
    }
  }
  return conflicts;
}

function conflictsOfNetwork({ network, httpsProxy, noProxy }: Settings): string[] {
  const conflicts: string[] = [];
  if (noProxy.length > 0 && httpsProxy === undefined) {
    conflicts.push(`noProxy must be used together with httpsProxy, got: ${JSON.stringify(noProxy)}`);
  }
  if (network === undefined) return conflicts;
  if ((network.vpcId === undefined) === (network.vpcName === undefined)) {
    conflicts.push(
      `network must have either vpcId or vpcName, got: ${network.vpcId === undefined ? 'neither' : 'both'}`,
    );
  }
  if (network.subnetIds !== undefined && network.subnetGroupName !== undefined) {
    conflicts.push('network must have at most one of subnetIds and subnetGroupName, got: both');
  }
  if (network.securityGroupIds !== undefined && network.securityGroupNames !== undefined) {
    conflicts.push('network must have at most one of securityGroupIds and securityGroupNames, got: both');
  }
  return conflicts;
}
