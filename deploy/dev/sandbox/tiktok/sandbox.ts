/**
 * A TikTok Events API that runs on this machine: checks token and body, counts an event id once in 48 hours, and keeps
 * what it received.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { header, type Handler, json, type Reply, type Request } from '../http/exchange.ts';
import { createFaults, type Faults } from '../http/faults.ts';
import { type Address, listen } from '../http/listen.ts';
import { openStore, type Store } from '../store/store.ts';
import { createTable, keepNewest } from '../store/table.ts';
import { CODES, TikTokFault } from './api-error.ts';
import { serveControl } from './control.ts';
import { isReceivedEvent, isRejection, type ReceivedEvent, type Rejection, type TrackRequest } from './event.ts';
import { readTrackRequest } from './track-request.ts';

export interface TikTokSandboxOptions extends Address {
  /** Tokens that are accepted; any of eight characters or more without it. */
  readonly accessTokens?: readonly string[];
  /** Event sources (pixels) the tokens may write to; any without it. */
  readonly eventSourceIds?: readonly string[];
  /** Where events are kept; without it they end with the process. */
  readonly dir?: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface TikTokControls {
  /** Everything accepted, oldest first. */
  events(): ReceivedEvent[];
  /** Everything refused, oldest first. */
  rejections(): Rejection[];
  readonly faults: Faults;
}

export interface TikTokSandbox extends TikTokControls, AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** What `TIKTOK_EVENT_API_URL` is set to. */
  readonly trackUrl: string;
}

const TRACK = '/open_api/v1.3/event/track/';
const DEDUPLICATION_MS = 48 * 3600 * 1000;
const KEPT = 1000;

type Books = ReturnType<typeof createBooks>;

export async function startTikTokSandbox(options: TikTokSandboxOptions = {}): Promise<TikTokSandbox> {
  const books = createBooks();
  const store = await openStore(
    Object.values(books),
    options.dir === undefined ? undefined : join(options.dir, 'tiktok.jsonl'),
  );
  const controls: TikTokControls = {
    events: () => books.events.all(),
    rejections: () => books.rejections.all(),
    faults: createFaults(),
  };
  const control = serveControl(controls);
  const track = serveTrack(books, store, controls.faults, options);
  const listener = await listen(
    'TikTok sandbox',
    (request) => (request.url.pathname.startsWith('/_sandbox/') ? control(request) : track(request)),
    options,
  );
  return {
    ...controls,
    url: listener.url,
    port: listener.port,
    trackUrl: `${listener.url}${TRACK}`,
    async [Symbol.asyncDispose]() {
      controls.faults.clear();
      await listener[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

function createBooks() {
  return { events: createTable('event', isReceivedEvent), rejections: createTable('rejection', isRejection) };
}

function serveTrack(books: Books, store: Store, faults: Faults, options: TikTokSandboxOptions): Handler {
  return async (request) => {
    const requestId = randomUUID().replaceAll('-', '').toUpperCase();
    if (request.url.pathname !== TRACK)
      return json(404, { code: 40003, message: `There is no ${request.url.pathname}`, request_id: requestId });
    if (request.method !== 'POST')
      return json(405, { code: 40005, message: 'The method is not allowed; use POST.', request_id: requestId });
    const fault = faults.strike(request.method, request.url.pathname);
    if (fault?.kind === 'refuse') return refuse(fault.status ?? 500, requestId);
    const reply = await answer(books, store, request, requestId, options);
    if (fault?.kind === 'hold') await faults.released();
    return { ...reply, hangUp: fault?.kind === 'hang-up' };
  };
}

/** TikTok itself says "too many requests" in the body; everything else that goes wrong on its side is plain HTTP. */
function refuse(status: number, requestId: string): Reply {
  if (status === 429)
    return json(200, {
      code: CODES.tooManyRequests,
      message: 'Too many requests. Please retry in some time.',
      request_id: requestId,
      data: {},
    });
  return json(status, {
    code: CODES.systemError,
    message: 'Internal service error (asked for through the sandbox).',
    request_id: requestId,
    data: {},
  });
}

async function answer(
  books: Books,
  store: Store,
  request: Request,
  requestId: string,
  options: TikTokSandboxOptions,
): Promise<Reply> {
  const now = (options.now ?? Date.now)();
  const text = request.body.toString('utf8');
  try {
    requireToken(header(request, 'access-token'), options);
    const tracked = readTrackRequest(text, Math.floor(now / 1000));
    requirePermission(tracked.eventSourceId, options);
    await store.transact(() =>
      record(books, tracked, { requestId, now, traceparent: header(request, 'traceparent') ?? null }),
    ).saved;
    return json(200, { code: CODES.ok, message: 'OK', request_id: requestId, data: {} });
  } catch (error) {
    if (!(error instanceof TikTokFault)) throw error;
    const { code, message } = error;
    const rejection: Rejection = {
      id: requestId,
      object: 'tiktok_rejection',
      received_at: new Date(now).toISOString(),
      code,
      message,
      body: text,
    };
    await store.transact(() => keepNewest(books.rejections, rejection, KEPT)).saved;
    return json(200, { code, message, request_id: requestId, data: {} });
  }
}

function requireToken(token: string | undefined, { accessTokens }: TikTokSandboxOptions): void {
  if (token === undefined || token === '')
    throw new TikTokFault(CODES.tokenMissing, 'Access token is required in the request header: Access-Token.');
  if (accessTokens === undefined ? token.length < 8 : !accessTokens.includes(token)) {
    throw new TikTokFault(CODES.tokenIncorrect, 'Access token is incorrect or has been revoked.');
  }
}

function requirePermission(source: string, { eventSourceIds }: TikTokSandboxOptions): void {
  if (eventSourceIds?.includes(source) ?? true) return;
  throw new TikTokFault(CODES.noPermission, `No permission to operate on event source ${source}.`);
}

interface Arrival {
  readonly requestId: string;
  readonly now: number;
  readonly traceparent: string | null;
}

function record(books: Books, tracked: TrackRequest, { requestId, now, traceparent }: Arrival): void {
  for (const [index, { event, eventId, eventTime, body }] of tracked.events.entries()) {
    const first =
      eventId === null
        ? undefined
        : books.events.all().find((earlier) => isSame(earlier, tracked.eventSourceId, event, eventId, now));
    keepNewest(
      books.events,
      {
        id: `${requestId}-${index}`,
        object: 'tiktok_event',
        received_at: new Date(now).toISOString(),
        request_id: requestId,
        event_source: tracked.eventSource,
        event_source_id: tracked.eventSourceId,
        test_event_code: tracked.testEventCode,
        event,
        event_id: eventId,
        event_time: eventTime,
        duplicate_of: first?.id ?? null,
        traceparent,
        body,
      },
      KEPT,
    );
  }
}

function isSame(earlier: ReceivedEvent, source: string, event: string, eventId: string, now: number): boolean {
  const counted = earlier.duplicate_of === null && Date.parse(earlier.received_at) + DEDUPLICATION_MS > now;
  return counted && earlier.event_source_id === source && earlier.event === event && earlier.event_id === eventId;
}
