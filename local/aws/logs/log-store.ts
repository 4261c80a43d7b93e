/** One event of a log. */
export interface LogEvent {
  /** Ms since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/** Log groups with their events. */
export interface LogStore {
  /** Events by name of the log group, oldest first. */
  readonly groups: ReadonlyMap<string, readonly LogEvent[]>;
  /** Creates a log group unless it exists. Searching a log group that does not exist is an error. */
  addGroup(logGroup: string): void;
  /** Adds an event, and its log group unless it exists. */
  add(logGroup: string, event: LogEvent): void;
}

/** Creates a store without log groups. */
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
