import { setTimeout as realSleep } from 'node:timers/promises';
import { SECOND_MS } from '../../functions/time.ts';
import type { Clock } from '../clock.ts';
import type { HttpResponse } from '../http/http-message.ts';
import type { CommonFault } from './fault.ts';

/** Larger than the header limits of common clients. */
const HUGE_HEADER_BYTES = 131_072;

/** Result of a request with a fault. */
export interface FaultOutcome<Response extends HttpResponse> {
  readonly response: HttpResponse;
  /** The true response; undefined when the request was not processed. */
  readonly processed: Response | undefined;
}

/**
 * Applies a fault to a request.
 *
 * @param process processes the request and returns the true response
 */
export async function applyFault<Response extends HttpResponse>(
  fault: CommonFault,
  clock: Clock,
  process: () => Response | Promise<Response>,
): Promise<FaultOutcome<Response>> {
  if (fault.kind === 'delay' && fault.processed !== true) await wait(fault, clock);
  const processed = isProcessed(fault) ? await process() : undefined;
  if (fault.kind === 'delay' && fault.processed === true) await wait(fault, clock);
  return { response: responseUnder(fault, processed ?? json(200, {}), clock.now()), processed };
}

function isProcessed(fault: CommonFault): boolean {
  switch (fault.kind) {
    case 'dropBeforeProcessing':
      return false;
    case 'dropAfterProcessing':
    case 'truncatedJson':
    case 'changedFields':
    case 'hugeHeaders':
    case 'delay':
      return true;
    default:
      return fault.processed === true;
  }
}

async function wait(fault: Extract<CommonFault, { kind: 'delay' }>, clock: Clock): Promise<void> {
  if (fault.clock === 'virtual') await clock.sleep(fault.delayMs);
  // `ref: false`, so that a late response does not keep the process running.
  else await realSleep(fault.delayMs, undefined, { ref: false });
}

/** The response to send instead of the true response. */
function responseUnder(fault: CommonFault, original: HttpResponse, now: number): HttpResponse {
  switch (fault.kind) {
    case 'status':
      return statusResponse(fault, now);
    case 'hangBeforeHeaders':
      return { ...original, delivery: 'never' };
    case 'dripBody':
      return { ...json(original.status, {}), delivery: 'drip' };
    case 'endlessBody':
      return { ...json(original.status, {}), delivery: 'endless' };
    case 'dropBeforeProcessing':
    case 'dropAfterProcessing':
      return { ...original, delivery: 'dropped' };
    case 'html200':
      return html(200, '<!doctype html><title>Sign in</title><form action="/login/"></form>');
    case 'html502':
      return html(502, '<html><head><title>502 Bad Gateway</title></head></html>');
    case 'truncatedJson':
      return fault.cutOff === true
        ? { ...original, delivery: 'cut-off' }
        : { ...original, body: original.body.slice(0, original.body.length / 2) };
    case 'emptyBody':
      return { ...json(fault.status ?? original.status, {}), body: '' };
    case 'redirect':
      return html(fault.status, '', { location: fault.location });
    case 'wrongShape':
      return json(fault.status ?? original.status, fault.body);
    case 'changedFields':
      return { ...original, body: changedFields(original.body, fault) };
    case 'hugeHeaders':
      return { ...original, headers: { 'x-padding': 'x'.repeat(HUGE_HEADER_BYTES) } };
    case 'delay':
      return original;
    default:
      return fault satisfies never;
  }
}

function statusResponse(fault: Extract<CommonFault, { kind: 'status' }>, now: number): HttpResponse {
  const headers: Record<string, string> = { ...fault.headers };
  const { retryAfter, body = '' } = fault;
  if (retryAfter !== undefined) {
    const date = new Date(now + Number(retryAfter) * SECOND_MS);
    headers['retry-after'] = fault.retryAfterAs === 'http-date' ? date.toUTCString() : String(retryAfter);
  }
  return typeof body === 'string'
    ? html(fault.status, body, headers)
    : { ...json(fault.status, body), headers };
}

/** The JSON of an object with changed fields. A body that is not an object is unchanged. */
function changedFields(
  body: string,
  { fields, remove = [] }: Extract<CommonFault, { kind: 'changedFields' }>,
): string {
  if (!body.startsWith('{')) return body;
  const kept = Object.entries({ ...JSON.parse(body), ...fields }).filter(([name]) => !remove.includes(name));
  return JSON.stringify(Object.fromEntries(kept));
}

function json(status: number, body: unknown): HttpResponse {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}

function html(status: number, body: string, headers?: Readonly<Record<string, string>>): HttpResponse {
  return { status, contentType: 'text/html; charset=utf-8', body, headers };
}
