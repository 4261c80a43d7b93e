import type { ServerResponse } from 'node:http';
import { setTimeout as realSleep } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Fault } from './fault.ts';
import { dropConnection, send } from './send.ts';
import { type Answer, html, json } from './wire-messages.ts';

const BYTES_BEYOND_ANY_CLIENT = 131_072;
const DRIP_EVERY_MS = 20;

/** What a fault left behind: what was answered, and Alation's own answer if the request was processed. */
export interface Reaction {
  readonly status: number | undefined;
  readonly answer: Answer | undefined;
}

/**
 * Makes a fault happen to one request. What drips or hangs lasts until the client or the server closes the connection.
 *
 * @param process does what was asked
 */
export async function reactTo(
  fault: Fault,
  response: ServerResponse,
  clock: Clock,
  process: () => Answer | Promise<Answer>,
): Promise<Reaction> {
  if (fault.kind === 'delay' && fault.processed !== true) await wait(fault, clock);
  const answer = isProcessed(fault) ? await process() : undefined;
  const instead = (other: Answer): Reaction => {
    send(response, other, clock.now());
    return { status: other.status, answer };
  };
  const { status = 200 } = answer ?? {};

  switch (fault.kind) {
    case 'status':
      return instead(statusAnswer(fault, clock.now()));
    case 'hangBeforeHeaders':
      return { status: undefined, answer };
    case 'dripBody':
      drip(response, status, fault.everyMs ?? DRIP_EVERY_MS);
      return { status, answer };
    case 'endlessBody':
      pourOut(response, status);
      return { status, answer };
    case 'dropBeforeProcessing':
    case 'dropAfterProcessing':
      dropConnection(response);
      return { status: undefined, answer };
    case 'html200':
      return instead(html(200, '<!doctype html><title>Sign in</title><form action="/login/"></form>'));
    case 'html502':
      return instead(html(502, '<html><head><title>502 Bad Gateway</title></head></html>'));
    case 'truncatedJson': {
      const { text = '' } = answer ?? {};
      const half = { ...json(status, {}), text: text.slice(0, Math.floor(text.length / 2)) };
      if (fault.cutOff !== true) return instead(half);
      cutOff(response, half, text.length);
      return { status, answer };
    }
    case 'emptyBody':
      return instead({ ...json(fault.status ?? status, {}), text: '' });
    case 'redirect':
      return instead(html(fault.status, '', { location: fault.location }));
    case 'wrongShape':
      return instead(json(fault.status ?? status, fault.body));
    case 'hugeHeaders': {
      const padding = 'x'.repeat(fault.bytes ?? BYTES_BEYOND_ANY_CLIENT);
      return instead({ ...(answer ?? json(200, {})), headers: { 'x-padding': padding } });
    }
    case 'delay':
      if (fault.processed === true) await wait(fault, clock);
      return instead(answer ?? json(200, {}));
    default:
      return fault satisfies never;
  }
}

function isProcessed(fault: Fault): boolean {
  switch (fault.kind) {
    case 'dropBeforeProcessing':
      return false;
    case 'dropAfterProcessing':
    case 'truncatedJson':
    case 'hugeHeaders':
    case 'delay':
      return true;
    default:
      return fault.processed === true;
  }
}

async function wait(fault: Extract<Fault, { kind: 'delay' }>, clock: Clock): Promise<void> {
  if (fault.clock === 'virtual') await clock.sleep(fault.delayMs);
  // Unreferenced: a late answer keeps nobody's process alive.
  else await realSleep(fault.delayMs, undefined, { ref: false });
}

function statusAnswer(fault: Extract<Fault, { kind: 'status' }>, now: number): Answer {
  const headers: Record<string, string> = { ...fault.headers };
  const { retryAfter, body } = fault;
  if (retryAfter !== undefined) {
    const at = new Date(now + Number(retryAfter) * 1_000);
    headers['retry-after'] = fault.retryAfterAs === 'http-date' ? at.toUTCString() : String(retryAfter);
  }
  if (body === undefined) return html(fault.status, '', headers);
  return typeof body === 'string' ? html(fault.status, body, headers) : json(fault.status, body, { headers });
}

function drip(response: ServerResponse, status: number, everyMs: number): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.flushHeaders();
  const timer = setInterval(() => response.write(' '), everyMs);
  response.on('close', () => clearInterval(timer));
}

function pourOut(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  const chunk = Buffer.alloc(16_384, ' ');
  const write = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', write);
  write();
}

function cutOff(response: ServerResponse, half: Answer, promisedLength: number): void {
  response.writeHead(half.status, {
    'content-type': half.contentType,
    'content-length': String(promisedLength),
  });
  response.write(half.text, () => response.socket?.end());
}
