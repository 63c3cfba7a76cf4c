import { create } from '@bufbuild/protobuf';
import { type Client, Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { expect } from 'chai';
import { BookingService, GetBookingResponseSchema, WatchBookingResponseSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '#proto/google/rpc/error_details_pb.ts';
import { Failure } from '#runtime/errors.ts';
import { toTypeId } from '#runtime/ids.ts';
import { ALICE, HARBOUR, type Handlers, type Stand, startStand } from '../testing/stand.ts';

const BOOKING = toTypeId('bkg', '0190a000-0000-7000-8000-0000000000bb');

const refusal = new Failure({
  code: 'FAILED_PRECONDITION',
  reason: 'SLOT_TAKEN',
  message: 'Somebody was faster. Pick another time.',
  metadata: { slot: '1' },
  violations: [{ field: 'place', description: 'is taken' }],
  retryAfterMs: 1500,
});

/** Every protocol and encoding, over both HTTP versions where it exists. */
const protocols: Readonly<Record<string, (baseUrl: string) => Transport>> = {
  'Connect JSON, HTTP/1.1': (baseUrl) => createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: false }),
  'Connect binary, HTTP/1.1': (baseUrl) => createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: true }),
  'Connect JSON, HTTP/2': (baseUrl) => createConnectTransport({ baseUrl, httpVersion: '2', useBinaryFormat: false }),
  'Connect binary, HTTP/2': (baseUrl) => createConnectTransport({ baseUrl, httpVersion: '2', useBinaryFormat: true }),
  'gRPC-Web binary, HTTP/1.1': (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: '1.1' }),
  'gRPC-Web JSON, HTTP/2': (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: '2', useBinaryFormat: false }),
  'gRPC binary, HTTP/2': (baseUrl) => createGrpcTransport({ baseUrl }),
  'gRPC JSON, HTTP/2': (baseUrl) => createGrpcTransport({ baseUrl, useBinaryFormat: false }),
};

describe('one address, three protocols', () => {
  let stand: Stand;
  let headers: Headers;

  before(async () => {
    const handlers: Handlers = {
      'BookingService/GetBooking': async () => create(GetBookingResponseSchema, { booking: { id: BOOKING, code: 'K7QM-2XPD' } }),
      'BookingService/CancelBooking': () => Promise.reject(refusal),
      'BookingService/WatchBooking': async function* () {
        for (const sequence of [1n, 2n, 3n]) yield create(WatchBookingResponseSchema, { steps: [{ sequence }] });
      },
    };
    // Clients that do not read a 404 keep its HTTP/2 stream open until they are cut off.
    stand = await startStand(handlers, { limits: { drainMs: 100 } });
    headers = new Headers({ authorization: `Bearer ${await stand.token()}` });
  });
  after(() => stand[Symbol.asyncDispose]());

  for (const [name, transportTo] of Object.entries(protocols)) {
    describe(name, () => {
      let client: Client<typeof BookingService>;
      before(() => (client = createClient(BookingService, transportTo(stand.url))));

      it('answers a unary call', async () => {
        const { booking } = await client.getBooking({ id: BOOKING }, { headers });
        expect(booking).to.include({ id: BOOKING, code: 'K7QM-2XPD' });
        expect(stand.calls.at(-1)?.caller).to.deep.equal({ tenantId: HARBOUR, subject: ALICE, roles: ['user'] });
      });

      it('streams', async () => {
        const seen: bigint[] = [];
        for await (const { steps } of client.watchBooking({ bookingId: BOOKING }, { headers })) seen.push(...steps.map(({ sequence }) => sequence));
        expect(seen).to.deep.equal([1n, 2n, 3n]);
      });

      it('passes errors on with all details', async () => {
        const error = ConnectError.from(await client.cancelBooking({ id: BOOKING }, { headers }).catch((thrown: unknown) => thrown));
        expect(error.code).to.equal(Code.FailedPrecondition);
        expect(error.rawMessage).to.equal('Somebody was faster. Pick another time.');
        expect(error.findDetails(ErrorInfoSchema)[0]).to.deep.include({ reason: 'SLOT_TAKEN', domain: 'berth', metadata: { slot: '1' } });
        expect(error.findDetails(BadRequestSchema)[0]?.fieldViolations[0]).to.include({ field: 'place', description: 'is taken' });
        expect(error.findDetails(RetryInfoSchema)[0]?.retryDelay).to.include({ seconds: 1n, nanos: 500_000_000 });
      });

      it('knows no RPC that is meant for services', async () => {
        const hidden = { ...BookingService.method.getBooking, name: 'IngestWebhook', parent: { ...BookingService, typeName: 'berth.payment.v1.PaymentService' } };
        const error = await transportTo(stand.url).unary(hidden, undefined, undefined, headers, { id: BOOKING }).catch((thrown: unknown) => thrown);
        expect(ConnectError.from(error).code).to.equal(Code.Unimplemented);
      });
    });
  }
});
