/** One event of a log. */
export interface LogEvent {
  /** Ms since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/** Log groups, for FilterLogEvents. */
export interface LogStore {
  /** By name of the log group, oldest first. */
  readonly groups: ReadonlyMap<string, readonly LogEvent[]>;
  /** Makes a log group that is not there yet: searching one that is not there is an error. */
  addGroup(logGroup: string): void;
  /** Adds an event, and the log group when it is not there. */
  add(logGroup: string, event: LogEvent): void;
}

/** A store without log groups. */
export function logStore(): LogStore {
  const groups = new Map<string, LogEvent[]>();
  const group = (logGroup: string): LogEvent[] => {
    const events = groups.get(logGroup) ?? [];
    groups.set(logGroup, events);
    return events;
  };
  return {
    groups,
    addGroup: (logGroup) => {
      group(logGroup);
    },
    add: (logGroup, event) => {
      group(logGroup).push(event);
    },
  };
}
