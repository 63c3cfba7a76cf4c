import { gzipSync } from 'node:zlib';
import { create, toBinary } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { CancelBookingRequestSchema, CancelBookingResponseSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { toTypeId } from '#runtime/ids.ts';
import { type Stand, startStand } from '../testing/stand.ts';

const PATH = '/berth.booking.v1.BookingService/CancelBooking';
const BOOKING = toTypeId('bkg', '0190a000-0000-7000-8000-0000000000bb');
const encoded = toBinary(CancelBookingRequestSchema, create(CancelBookingRequestSchema, { id: BOOKING, reason: 'rain' }));

/** A gRPC or Connect stream message: flags, length, bytes. */
const envelope = (bytes: Uint8Array, length = bytes.length, flags = 0): Buffer<ArrayBuffer> => {
  const head = Buffer.alloc(5);
  head.writeUInt8(flags);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, bytes]);
};

interface Refused {
  readonly what: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: BodyInit;
  readonly status: number;
  readonly code: string;
  readonly reason: string;
  readonly field?: string;
}

const JSON_TYPE = 'application/json';
const PROTO_TYPE = 'application/proto';
/** A megabyte of empty items. */
const crowd = Buffer.from('1200'.repeat(500_000), 'hex');
const bomb = gzipSync(JSON.stringify({ id: BOOKING, reason: 'a'.repeat(2_000_000) }));

const refused: readonly Refused[] = [
  { what: 'no JSON', body: '{"id":', status: 400, code: 'invalid_argument', reason: 'MALFORMED_REQUEST' },
  { what: 'an empty JSON body', body: '', status: 400, code: 'invalid_argument', reason: 'MALFORMED_REQUEST' },
  { what: 'a JSON array', body: '[]', status: 400, code: 'invalid_argument', reason: 'MALFORMED_REQUEST' },
  { what: 'JSON nested 100,000 deep', body: '['.repeat(100_000), status: 400, code: 'invalid_argument', reason: 'MALFORMED_REQUEST' },
  { what: 'an unknown field', body: '{"id":"x","colour":"red"}', status: 400, code: 'invalid_argument', reason: 'UNKNOWN_FIELD', field: 'colour' },
  { what: 'a number for a text', body: '{"id":17}', status: 400, code: 'invalid_argument', reason: 'INVALID_FIELD', field: 'id' },
  { what: 'an object for a text', body: '{"reason":{}}', status: 400, code: 'invalid_argument', reason: 'INVALID_FIELD', field: 'reason' },
  { what: 'a rule broken', body: '{"id":"bkg_nope"}', status: 400, code: 'invalid_argument', reason: 'INVALID_REQUEST', field: 'id' },
  { what: 'a large body', body: JSON.stringify({ reason: 'a'.repeat(1_100_000) }), status: 429, code: 'resource_exhausted', reason: 'MESSAGE_TOO_LARGE' },
  { what: 'a body that decompresses to a large one', headers: { 'content-encoding': 'gzip' }, body: bomb, status: 429, code: 'resource_exhausted', reason: 'MESSAGE_TOO_LARGE' },
  { what: 'what is not gzip', headers: { 'content-encoding': 'gzip' }, body: 'plain', status: 400, code: 'invalid_argument', reason: 'MALFORMED_REQUEST' },
  { what: 'an unknown compression', headers: { 'content-encoding': 'lzma' }, body: '{}', status: 501, code: 'unimplemented', reason: 'UNIMPLEMENTED' },
  { what: 'no Protobuf', type: PROTO_TYPE, body: Buffer.from('0a', 'hex'), status: 400, code: 'invalid_argument', reason: 'MALFORMED_REQUEST' },
  { what: 'random bytes', type: PROTO_TYPE, body: Buffer.from('ffffffffffffffffffffff', 'hex'), status: 400, code: 'invalid_argument', reason: 'MALFORMED_REQUEST' },
  { what: 'text that is not UTF-8', type: PROTO_TYPE, body: Buffer.from('1202fffe', 'hex'), status: 400, code: 'invalid_argument', reason: 'MALFORMED_REQUEST' },
  { what: 'a timeout that is none', headers: { 'connect-timeout-ms': 'soon' }, body: '{}', status: 400, code: 'invalid_argument', reason: 'MALFORMED_REQUEST' },
];

/** gRPC-Web over HTTP/1.1: the status comes in the body, or in headers when there is none. */
async function grpcWebStatus(response: Response): Promise<string> {
  const body = Buffer.from(await response.arrayBuffer()).toString('latin1');
  return response.headers.get('grpc-status') ?? /grpc-status: ?(\d+)/.exec(body)?.[1] ?? `none in ${body}`;
}

describe('malformed requests', () => {
  let stand: Stand;
  let authorization: string;

  before(async () => {
    stand = await startStand({ 'BookingService/CancelBooking': async () => create(CancelBookingResponseSchema) });
    authorization = `Bearer ${await stand.token({ roles: ['user', 'admin'] })}`;
  });
  after(() => stand[Symbol.asyncDispose]());

  const post = (type: string, body: BodyInit, headers = {}, path = PATH): Promise<Response> =>
    fetch(`${stand.url}${path}`, { method: 'POST', headers: { 'content-type': type, authorization, ...headers }, body });

  it('are the exception: a good one passes', async () => {
    const response = await post(JSON_TYPE, JSON.stringify({ id: BOOKING }));
    expect([response.status, await response.json()]).to.deep.equal([200, {}]);
    expect((await post(PROTO_TYPE, encoded)).status).to.equal(200);
  });

  for (const { what, type = JSON_TYPE, headers, body, status, code, reason, field } of refused) {
    it(`${what}: ${code} ${reason}`, async () => {
      const response = await post(type, body, headers);
      const answer = await response.json();
      expect({ status: response.status, code: answer.code, info: answer.details[0].debug.reason }).to.deep.equal({ status, code, info: reason });
      if (field !== undefined) expect(answer.details[1].debug.fieldViolations[0].field).to.equal(field);
      expect(answer.message).to.be.a('string').and.not.match(/internal/i);
    });
  }

  const framed: readonly (readonly [string, Buffer<ArrayBuffer>, string])[] = [
    ['no message', Buffer.alloc(0), '12'],
    ['half an envelope', Buffer.from([0, 0]), '3'],
    ['less than was announced', envelope(encoded, encoded.length + 9), '3'],
    ['a length of 4 GB', envelope(encoded, 0xffff_ffff), '8'],
    ['no Protobuf', envelope(Buffer.from('0a', 'hex')), '3'],
    ['two messages', Buffer.concat([envelope(encoded), envelope(encoded)]), '12'],
    ['a compressed message without a compression', envelope(encoded, encoded.length, 1), '3'],
  ];
  for (const [what, body, status] of framed) {
    it(`${what}, framed: status ${status}`, async () => {
      expect(await grpcWebStatus(await post('application/grpc-web+proto', body))).to.equal(status);
    });
  }

  it('are not even read of somebody who may not call', async () => {
    for (const { type = JSON_TYPE, headers, body } of refused) {
      const stranger = await post(type, body, { ...headers, authorization: '', 'berth-tenant': 'harbour' });
      expect([stranger.status, (await stranger.json()).details[0].debug.reason]).to.deep.equal([401, 'TOKEN_INVALID']);
    }
    const customer = { authorization: `Bearer ${await stand.token()}` };
    expect((await post(JSON_TYPE, '{', customer, '/berth.booking.v1.ScheduleService/CreateSessions')).status).to.equal(403);
  });

  it('what customers send is smaller than what staff send', async () => {
    const long = JSON.stringify({ colour: 'a'.repeat(200_000) });
    const reasonAt = async (path: string): Promise<string> => (await (await post(JSON_TYPE, long, {}, path)).json()).details[0].debug.reason;
    expect(await reasonAt(PATH)).to.equal('MESSAGE_TOO_LARGE');
    expect(await reasonAt('/berth.booking.v1.ScheduleService/CreateSessions')).to.equal('UNKNOWN_FIELD');
  });

  it('thousands of bad items, which nobody else has to suffer for', async () => {
    const path = '/berth.booking.v1.ScheduleService/CreateSessions';
    const [crowded, other] = await Promise.all([post(PROTO_TYPE, crowd.subarray(0, 8_000), {}, path), post(PROTO_TYPE, encoded)]);
    const answer = await crowded.json();
    expect([crowded.status, answer.details[0].debug.reason, other.status]).to.deep.equal([400, 'INVALID_REQUEST', 200]);
    expect(answer.details[1].debug.fieldViolations).to.have.lengthOf(20);
    expect(answer.message).to.match(/; and \d+ more$/);
  });

  it('a megabyte of empty items', async () => {
    const response = await post(PROTO_TYPE, crowd, {}, '/berth.booking.v1.ScheduleService/CreateSessions');
    const answer = await response.json();
    expect([response.status, answer.details[0].debug.reason]).to.deep.equal([400, 'TOO_MANY_ITEMS']);
  });

  it('a wrong content type, method, path or host', async () => {
    expect((await post('text/plain', '{}')).status).to.equal(415);
    expect((await fetch(`${stand.url}${PATH}`, { headers: { authorization } })).status).to.equal(405);
    expect((await post(JSON_TYPE, '{}', {}, '/berth.booking.v1.BookingService/Nope')).status).to.equal(404);
    expect((await post(JSON_TYPE, '{}', {}, '/berth.payment.v1.PaymentService/IngestWebhook')).status).to.equal(404);
  });
});
