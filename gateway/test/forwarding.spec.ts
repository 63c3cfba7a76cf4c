import { once } from 'node:events';
import { create } from '@bufbuild/protobuf';
import { type Client, Code, ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { expect } from 'chai';
import {
  BookingService,
  CancelBookingResponseSchema,
  type CreateBookingRequest,
  CreateBookingResponseSchema,
  GetBookingResponseSchema,
  WatchBookingResponseSchema,
} from '#proto/berth/booking/v1/booking_service_pb.ts';
import { ErrorInfoSchema } from '#proto/google/rpc/error_details_pb.ts';
import { toTypeId } from '#runtime/ids.ts';
import type { ServerCall } from '#runtime/rpc/server.ts';
import { ALICE, type Stand, startStand } from '../testing/stand.ts';

const BOOKING = toTypeId('bkg', ALICE);
const STREAM_MS = 400;
const reasonOf = (thrown: unknown): string => ConnectError.from(thrown).findDetails(ErrorInfoSchema)[0]?.reason ?? '';

/** Never answers; resolves when its caller has gone. */
const silent = (gone: (call: ServerCall) => void) => (call: ServerCall): Promise<never> =>
  new Promise(() => call.signal.addEventListener('abort', () => gone(call), { once: true }));

describe('forwarding', () => {
  let stand: Stand;
  let client: Client<typeof BookingService>;
  let headers: Record<string, string>;
  let gone = Promise.withResolvers<ServerCall>();

  before(async () => {
    stand = await startStand(
      {
        'BookingService/GetBooking': (call) => silent((left) => gone.resolve(left))(call),
        'BookingService/CancelBooking': async () => create(CancelBookingResponseSchema),
        'BookingService/CreateBooking': async () => create(CreateBookingResponseSchema),
        'BookingService/WatchBooking': async function* (call) {
          yield create(WatchBookingResponseSchema, { steps: [{ sequence: 1n }] });
          await once(call.signal, 'abort');
          gone.resolve(call);
        },
      },
      { limits: { unaryMs: 400, streamMs: STREAM_MS }, env: { TRUSTED_PROXIES: '1' } },
    );
    headers = { authorization: `Bearer ${await stand.token()}` };
    client = createClient(BookingService, createConnectTransport({ baseUrl: stand.url, httpVersion: '2' }));
  });
  beforeEach(() => (gone = Promise.withResolvers()));
  after(() => stand[Symbol.asyncDispose]());

  describe('deadlines', () => {
    it("the service has 50 ms less than the caller's limit", async () => {
      await client.cancelBooking({ id: BOOKING }, { headers }); // connections are open, keys and tenants known
      const begun = Date.now();
      const thrown: unknown = await client.getBooking({ id: BOOKING }, { headers, timeoutMs: 250 }).catch((error: unknown) => error);
      expect(ConnectError.from(thrown).code).to.equal(Code.DeadlineExceeded);
      const { deadline } = await gone.promise;
      expect(deadline.getTime() - begun).to.be.within(190, 245);
    });

    it('a caller without a limit gets ours, and a reason', async () => {
      const thrown: unknown = await client.getBooking({ id: BOOKING }, { headers }).catch((error: unknown) => error);
      expect(ConnectError.from(thrown).code).to.equal(Code.DeadlineExceeded);
      expect(reasonOf(thrown)).to.equal('DEADLINE_EXCEEDED');
      expect(ConnectError.from(thrown).rawMessage).to.equal('The call took longer than its caller allowed.');
    });

    it('a stream ends in an ordinary way after the longest time, so that clients resume it', async () => {
      const seen: number[] = [];
      for await (const { steps } of client.watchBooking({ bookingId: BOOKING }, { headers })) seen.push(steps.length);
      expect(seen).to.deep.equal([1]);
    });
  });

  describe('callers who leave', () => {
    it('cancel a unary call at its service', async () => {
      const controller = new AbortController();
      const call = client.getBooking({ id: BOOKING }, { headers, signal: controller.signal }).catch((error: unknown) => error);
      while (stand.calls.at(-1)?.signal.aborted !== false) await new Promise((resolve) => setImmediate(resolve));
      controller.abort();
      expect(ConnectError.from(await call).code).to.equal(Code.Canceled);
      expect((await gone.promise).signal.aborted).to.equal(true);
    });

    it('end a stream at its service, long before its longest time', async () => {
      const controller = new AbortController();
      const stream = client.watchBooking({ bookingId: BOOKING }, { headers, signal: controller.signal })[Symbol.asyncIterator]();
      await stream.next();
      const begun = performance.now();
      controller.abort();
      expect((await gone.promise).signal.aborted).to.equal(true);
      expect(performance.now() - begun).to.be.below(STREAM_MS / 2);
    });
  });

  describe('idempotency', () => {
    const requestIdOf = async (requestId: string, more: Record<string, string> = {}): Promise<string> => {
      await client.cancelBooking({ id: BOOKING, requestId }, { headers: { ...headers, ...more } });
      return stand.calls.at(-1)?.requestId ?? '';
    };

    it('the Idempotency-Key header becomes the request id', async () => expect(await requestIdOf('', { 'idempotency-key': 'order-17' })).to.equal('order-17'));
    it('the request id stays', async () => expect(await requestIdOf('mine')).to.equal('mine'));
    it('a request without either gets a new one each time', async () => expect(await requestIdOf('')).to.not.equal(await requestIdOf('')));
    it('x-request-id is not one', async () => expect(await requestIdOf('', { 'x-request-id': 'log-1' })).to.not.equal('log-1'));
    it('two that differ are refused', async () => {
      const thrown: unknown = await requestIdOf('mine', { 'idempotency-key': 'yours' }).catch((error: unknown) => error);
      expect(ConnectError.from(thrown).code).to.equal(Code.InvalidArgument);
    });
  });

  describe("a buyer's browser and address", () => {
    const attributionOf = async (marketingConsent: boolean) => {
      const claimed = { userAgent: 'claimed', ipAddress: '6.6.6.6', marketingConsent };
      const offeringId = toTypeId('off', ALICE);
      const seen = { ...headers, 'user-agent': 'Firefox', 'x-forwarded-for': '6.6.6.6, 198.51.100.7' };
      await client.createBooking({ offeringId, place: { case: 'sessionId', value: toTypeId('ses', ALICE) }, attribution: claimed }, { headers: seen });
      const { attribution } = stand.lastRequest() as CreateBookingRequest;
      return attribution;
    };

    it('are filled in by the edge when the buyer agreed', async () => {
      expect(await attributionOf(true)).to.include({ userAgent: 'Firefox', ipAddress: '198.51.100.7' });
    });
    it('are left out when not', async () => expect(await attributionOf(false)).to.include({ userAgent: '', ipAddress: '' }));
  });

  it("continues the caller's trace and says so", async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    let answered = new Headers();
    await client.cancelBooking({ id: BOOKING }, { headers: { ...headers, traceparent, 'x-request-id': 'log-17' }, onHeader: (header) => (answered = header) });
    expect(answered.get('traceparent')).to.match(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/);
    expect(answered.get('x-request-id')).to.equal('log-17');
  });
});

describe('services that are away', () => {
  it('make calls UNAVAILABLE with a retry delay and nothing of our network in the text; the page and other services go on', async () => {
    await using stand = await startStand({ 'BookingService/GetBooking': async () => create(GetBookingResponseSchema) });
    const client = createClient(BookingService, createConnectTransport({ baseUrl: stand.url, httpVersion: '1.1' }));
    const headers = { authorization: `Bearer ${await stand.token()}` };
    await client.getBooking({ id: BOOKING }, { headers });
    const healthy = await fetch(`${stand.url}/health`);
    expect([healthy.status, await healthy.json()]).to.have.nested.property('[1].services.booking', 'SERVING');

    await stand.stopServices();
    const error = ConnectError.from(await client.getBooking({ id: BOOKING }, { headers }).catch((thrown: unknown) => thrown));
    expect(error.code).to.equal(Code.Unavailable);
    expect(reasonOf(error)).to.equal('SERVICE_UNAVAILABLE');
    expect(error.metadata.get('retry-after')).to.equal('1');
    expect(error.rawMessage).to.not.match(/127\.0\.0\.1|ECONN/);
    const health = await fetch(`${stand.url}/health`);
    expect(health.status).to.equal(503);
    expect(await health.json()).to.have.nested.property('services.booking', 'UNREACHABLE');
  });
});

describe('a gateway that stops', () => {
  it('answers what is running, ends streams with UNAVAILABLE and refuses new connections', async () => {
    const held = Promise.withResolvers<void>();
    await using stand = await startStand({
      'BookingService/GetBooking': async () => (await held.promise, create(GetBookingResponseSchema, { booking: { id: BOOKING } })),
      'BookingService/WatchBooking': async function* (call) {
        yield create(WatchBookingResponseSchema, { steps: [{ sequence: 1n }] });
        await once(call.signal, 'abort');
      },
    });
    const headers = { authorization: `Bearer ${await stand.token()}` };
    const client = createClient(BookingService, createConnectTransport({ baseUrl: stand.url, httpVersion: '2' }));
    const running = client.getBooking({ id: BOOKING }, { headers });
    const stream = client.watchBooking({ bookingId: BOOKING }, { headers })[Symbol.asyncIterator]();
    await stream.next();
    while (stand.calls.length < 2) await new Promise((resolve) => setImmediate(resolve));

    const stopped = stand.gateway[Symbol.asyncDispose]();
    const ended: unknown = await stream.next().catch((error: unknown) => error);
    expect(reasonOf(ended)).to.equal('GATEWAY_STOPPING');
    held.resolve();
    expect((await running).booking?.id).to.equal(BOOKING);
    await stopped;
    const refused: unknown = await fetch(`${stand.url}/livez`).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(TypeError);
  });
});
