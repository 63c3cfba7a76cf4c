import { create, toJsonString } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';
import { GetBookingResponseSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { toTypeId } from '#runtime/ids.ts';
import { type Handlers, type Stand, startStand } from '../testing/stand.ts';

const ID = toTypeId('bkg', '0190a000-0000-7000-8000-0000000000bb');
/** Words as answers have them: much of it again and again, not all of it the same. */
const LONG = Array.from({ length: 2_000 }, (_, index) => `booking ${(index * 7_919) % 1_000} of the morning`).join('; ');

describe('compression of answers', () => {
  let stand: Stand;
  let authorization: string;
  let note: string;

  before(async () => {
    const handlers: Handlers = { 'BookingService/GetBooking': async () => create(GetBookingResponseSchema, { booking: { id: ID, note } }) };
    stand = await startStand(handlers, { limits: { drainMs: 100 } });
    authorization = `Bearer ${await stand.token()}`;
  });
  beforeEach(() => {
    note = LONG;
  });
  after(() => stand[Symbol.asyncDispose]());

  /** The answer as it is on the wire. */
  async function ask(accepted?: string): Promise<{ readonly headers: IncomingHttpHeaders; readonly body: Buffer }> {
    const headers = { authorization, 'content-type': 'application/json', ...(accepted !== undefined && { 'accept-encoding': accepted }) };
    const call = request(`${stand.url}/berth.booking.v1.BookingService/GetBooking`, { method: 'POST', headers });
    call.end(JSON.stringify({ id: ID }));
    const [answer]: [IncomingMessage] = (await once(call, 'response')) as [IncomingMessage];
    expect(answer.statusCode).to.equal(200);
    return { headers: answer.headers, body: await buffer(answer) };
  }

  const plain = (): Buffer => Buffer.from(toJsonString(GetBookingResponseSchema, create(GetBookingResponseSchema, { booking: { id: ID, note } })));

  it('is for whom it is for: nothing is compressed that the client does not ask for, or that is small', async () => {
    const { headers, body } = await ask();
    expect([headers['content-encoding'], body]).to.deep.equal([undefined, plain()]);
    note = 'short';
    expect((await ask('gzip, br')).headers['content-encoding']).to.equal(undefined);
    expect((await ask('zstd')).headers['content-encoding']).to.equal(undefined);
  });

  it('is gzip at its third level', async () => {
    const { headers, body } = await ask('gzip');
    expect(headers['content-encoding']).to.equal('gzip');
    expect(gunzipSync(body)).to.deep.equal(plain());
    expect(body.length).to.equal(gzipSync(plain(), { level: 3 }).length).and.not.equal(gzipSync(plain()).length);
  });

  it('is Brotli at its fourth', async () => {
    const { headers, body } = await ask('br');
    expect(headers['content-encoding']).to.equal('br');
    expect(brotliDecompressSync(body)).to.deep.equal(plain());
    expect(body.length).to.equal(brotliCompressSync(plain(), { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }).length).and.not.equal(brotliCompressSync(plain()).length);
  });

  it('is what a client names first: gzip for browsers', async () => {
    expect((await ask('gzip, deflate, br')).headers['content-encoding']).to.equal('gzip');
    expect((await ask('br, gzip')).headers['content-encoding']).to.equal('br');
  });
});
