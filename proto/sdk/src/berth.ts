/** The client of Berth: typed services, a session that renews itself, safe repeats and one trace per operation. */
import { type MessageInitShape } from '@bufbuild/protobuf';
import { type Client, type Interceptor, type Transport, createClient } from '@connectrpc/connect';
import type { WatchBookingResponse } from '../../gen/berth/booking/v1/booking_service_pb.ts';
import type { FinishSocialSignInRequestSchema } from '../../gen/berth/user/v1/social_service_pb.ts';
import type { ContinueAsGuestRequestSchema } from '../../gen/berth/user/v1/guest_service_pb.ts';
import { AuthService, type RegisterRequestSchema, type SignInRequestSchema } from '../../gen/berth/user/v1/user_service_pb.ts';
import type { Session } from '../../gen/berth/user/v1/user_pb.ts';
import { type Clients, createClients } from './clients.ts';
import { type TokenSource, identity } from './identity.ts';
import type { StreamOptions } from './kept-alive.ts';
import { observed } from './observe.ts';
import type { BerthOptions, TransportSetup } from './options.ts';
import { requestIds } from './request-id.ts';
import { defaultRetry, retries } from './retry.ts';
import { type Lock, type SessionKeeper, createSessionKeeper } from './session-keeper.ts';
import { type StoredSession, memorySessions } from './session.ts';
import { type Trace, continueTrace, newTrace, withTrace } from './trace.ts';
import { type Availability, type SlotsQuery, watchAvailability } from './watch-availability.ts';
import { type WatchOptions, watchBooking } from './watch.ts';

/** Berth, as one caller sees it. */
export interface Berth extends Clients {
  /** Signs in and keeps the session: later calls carry its token. */
  signIn(credentials: MessageInitShape<typeof SignInRequestSchema>): Promise<Session>;
  /** Creates an account and keeps its session. */
  register(account: MessageInitShape<typeof RegisterRequestSchema>): Promise<Session>;
  /** Finishes what `social.beginSocialSignIn` began, and keeps the session. */
  finishSocialSignIn(back: MessageInitShape<typeof FinishSocialSignInRequestSchema>): Promise<Session>;
  /** Goes on without an account, for what this session books: a new guest, whose session is kept. */
  continueAsGuest(guest: MessageInitShape<typeof ContinueAsGuestRequestSchema>): Promise<Session>;
  /** Ends the session here and at Berth. */
  signOut(): Promise<void>;
  /** Who is signed in through this client. */
  session(): Promise<StoredSession | undefined>;
  /** Follows a booking; see `watchBooking`. */
  watchBooking(bookingId: string, options?: WatchOptions): AsyncGenerator<WatchBookingResponse, void, undefined>;
  /** Keeps an answer of `ListSlots` up to date; see `watchAvailability`. */
  watchAvailability(query: SlotsQuery, options?: StreamOptions): AsyncGenerator<Availability, void, undefined>;
  /** The same client with all its calls in one trace: a new one, or that of the given `traceparent`. */
  trace(traceparent?: string): TracedBerth;
}

/** A client whose calls belong to one trace. */
export interface TracedBerth extends Berth {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
}

/** What an entry (browser, Node) brings along. */
export interface Platform {
  readonly transport: (setup: TransportSetup) => Transport;
  readonly lock: Lock;
}

/** Puts a client together. Use the `createBerth` of the entry instead. */
export function assembleBerth(options: BerthOptions, platform: Platform): Berth {
  const makeTransport = options.transport ?? platform.transport;
  const setup = (interceptors: Interceptor[]): TransportSetup => ({
    baseUrl: options.baseUrl.replace(/\/+$/, ''),
    timeoutMs: options.timeoutMs ?? 10_000,
    interceptors,
    ...(options.fetch && { fetch: options.fetch }),
  });
  const repeat = retries(options.retry ?? defaultRetry);
  const anonymous = makeTransport(setup([repeat, identity(options.tenant, noTokens)]));
  const keeper = keeperOver(createClient(AuthService, anonymous), options, platform);
  const transport = makeTransport(
    setup([...(options.onCall ? [observed(options.onCall)] : []), requestIds, repeat, identity(options.tenant, tokensOf(options, keeper))]),
  );
  return { ...operations(transport, keeper), trace: (traceparent) => traced(transport, keeper, traceparent) };
}

const noTokens: TokenSource = { accessToken: async () => undefined, replace: async () => undefined };

function tokensOf({ apiKey, accessToken, getAccessToken }: BerthOptions, keeper: SessionKeeper): TokenSource {
  if ([apiKey, accessToken, getAccessToken].filter((given) => given !== undefined).length > 1) throw new Error('give one of apiKey, accessToken and getAccessToken');
  if (getAccessToken) return { accessToken: async () => getAccessToken(), replace: async () => getAccessToken() };
  const fixed = apiKey ?? accessToken;
  return fixed === undefined ? keeper : { ...noTokens, accessToken: async () => fixed };
}

function keeperOver(auth: Client<typeof AuthService>, options: BerthOptions, platform: Platform): SessionKeeper {
  return createSessionKeeper({
    store: options.sessions ?? memorySessions(),
    refresh: async (refreshToken) => (await auth.refreshSession({ refreshToken })).session,
    lock: platform.lock,
    now: Date.now,
  });
}

function traced(transport: Transport, keeper: SessionKeeper, traceparent: string | undefined): TracedBerth {
  const trace: Trace = traceparent === undefined ? newTrace() : continueTrace(traceparent);
  return {
    ...operations(withTrace(transport, trace), keeper),
    traceId: trace.traceId,
    trace: (inner) => traced(transport, keeper, inner),
  };
}

function operations(transport: Transport, keeper: SessionKeeper): Omit<Berth, 'trace'> {
  const clients = createClients(transport);
  const begin = async (session: Session | undefined): Promise<Session> => {
    if (session === undefined) throw new Error('Berth answered without a session');
    await keeper.begin(session);
    return session;
  };
  return {
    ...clients,
    session: () => keeper.current(),
    signIn: async (credentials) => begin((await clients.auth.signIn(credentials)).session),
    register: async (account) => begin((await clients.auth.register(account)).session),
    finishSocialSignIn: async (back) => begin((await clients.social.finishSocialSignIn(back)).session),
    continueAsGuest: async (guest) => begin((await clients.guests.continueAsGuest(guest)).session),
    async signOut() {
      const session = await keeper.current();
      await keeper.end();
      if (session) await clients.auth.signOut({ refreshToken: session.refreshToken });
    },
    watchBooking: (bookingId, options) => watchBooking(clients.bookings, bookingId, options),
    watchAvailability: (query, options) => watchAvailability(clients.availability, query, options),
  };
}
