import { create } from '@bufbuild/protobuf';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { expect } from 'chai';
import { BookingState, ListBookingsResponseSchema, WatchBookingResponseSchema, type WatchBookingRequest } from '../../proto/sdk/src/api.ts';
import { createBerth, type Protocol } from '../../proto/sdk/src/node.ts';
import { assembleBerth } from '../../proto/sdk/src/berth.ts';
import { fetchTransport } from '../../proto/sdk/src/browser.ts';
import { RefreshSessionResponseSchema, SignInResponseSchema } from '#proto/berth/user/v1/user_service_pb.ts';
import { CancelBookingResponseSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { toTypeId } from '#runtime/ids.ts';
import { ALICE, CLINIC, type Handlers, type Stand, startStand } from '../testing/stand.ts';

const BOOKING = toTypeId('bkg', ALICE);

describe('the SDK through the gateway', () => {
  let stand: Stand;
  const spans: { readonly name: string; readonly traceId: string }[] = [];
  const exporter = new InMemorySpanExporter();
  exporter.export = (batch, done) => {
    spans.push(...batch.map((span) => ({ name: span.name, traceId: span.spanContext().traceId })));
    done({ code: 0 });
  };

  const handlers: Handlers = {
    'AuthService/SignIn': async () => {
      const past = Math.floor(Date.now() / 1000) - 60;
      // Refused by the gateway although the SDK thinks it good: as after a restart with new keys.
      const accessToken = await stand.token({ tid: CLINIC, iat: past - 600, exp: past });
      return create(SignInResponseSchema, { session: { accessToken, refreshToken: 'refresh-token-of-twenty', user: { id: toTypeId('usr', ALICE) } } });
    },
    'AuthService/RefreshSession': async () =>
      create(RefreshSessionResponseSchema, { session: { accessToken: await stand.token({ tid: CLINIC }), refreshToken: 'the-next-refresh-token' } }),
    'BookingService/ListBookings': async () => create(ListBookingsResponseSchema),
    'BookingService/CancelBooking': async () => create(CancelBookingResponseSchema),
    'BookingService/WatchBooking': async function* (call) {
      const sequence = (call.request as WatchBookingRequest).afterSequence + 1n;
      yield create(WatchBookingResponseSchema, {
        booking: { id: BOOKING, etag: String(sequence), state: sequence < 3n ? BookingState.PENDING : BookingState.CONFIRMED },
        steps: [{ sequence }],
      });
    },
  };

  before(async () => (stand = await startStand(handlers, { exporter, limits: { drainMs: 100 } })));
  after(() => stand[Symbol.asyncDispose]());

  const clients = {
    connect: () => createBerth({ baseUrl: stand.url, tenant: 'clinic', protocol: 'connect' satisfies Protocol }),
    'grpc-web': () => createBerth({ baseUrl: stand.url, tenant: 'clinic', protocol: 'grpc-web' }),
    grpc: () => createBerth({ baseUrl: stand.url, tenant: 'clinic', protocol: 'grpc' }),
    'fetch, as in a browser': () =>
      assembleBerth({ baseUrl: stand.url, tenant: 'clinic' }, { transport: fetchTransport, lock: (_name, work) => work() }),
  };
  for (const [name, connect] of Object.entries(clients)) {
    it(`${name}: signs in, renews the session and resumes a watch that the server ended`, async () => {
      const berth = connect();
      await berth.signIn({ email: 'alice@example.com', password: 'secret' });
      await berth.bookings.listBookings({});
      expect(stand.calls.at(-1)?.caller).to.include({ subject: ALICE, tenantId: CLINIC });
      const states: BookingState[] = [];
      for await (const { booking } of berth.watchBooking(BOOKING)) {
        states.push(booking?.state ?? BookingState.UNSPECIFIED);
        if (booking?.state === BookingState.CONFIRMED) break;
      }
      expect(states).to.deep.equal([BookingState.PENDING, BookingState.PENDING, BookingState.CONFIRMED]);
      await berth.bookings.cancelBooking({ id: BOOKING }, { headers: { 'idempotency-key': `key of ${name.length}`.replaceAll(' ', '-') } });
      expect(stand.calls.at(-1)?.requestId).to.equal(`key-of-${name.length}`);
    });
  }

  it("an operation's calls are one trace at the gateway", async () => {
    const operation = createBerth({ baseUrl: stand.url, tenant: 'clinic', accessToken: await stand.token({ tid: CLINIC }) }).trace();
    await operation.bookings.listBookings({});
    await operation.bookings.cancelBooking({ id: BOOKING });
    await stand.gateway[Symbol.asyncDispose]();
    const names = spans.filter(({ traceId }) => traceId === operation.traceId).map((span) => span.name.split('/')[1]);
    // Each as the server span of its caller and the client span of its service.
    expect(names).to.have.members(['CancelBooking', 'CancelBooking', 'ListBookings', 'ListBookings']);
  });
});
