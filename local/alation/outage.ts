/** An outage of the whole instance. */
export interface Outage {
  /** `unavailable`: a gateway answers 503; `unreachable`: connections are reset. */
  readonly as: 'unavailable' | 'unreachable';
  /** `token-endpoints` leaves the data endpoints up, so that consumers can be watched meanwhile. */
  readonly of: 'everything' | 'token-endpoints';
}

/** Whether there is an outage now. */
export interface OutageSwitch {
  current: Outage | undefined;
}
