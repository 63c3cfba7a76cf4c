import { gzipSync } from 'node:zlib';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { Transport } from '@connectrpc/connect';
import { expect } from 'chai';
import { CreateBookingRequestSchema, ListSlotsRequestSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { AccessLevel } from '#proto/berth/type/v1/access_pb.ts';
import { newId } from '#runtime/ids.ts';
import { levelOf } from '#runtime/rpc/access.ts';
import { businessRequests } from './bad-business-requests.ts';
import { entryRequests } from './bad-entry-requests.ts';
import { privacyRequests } from './bad-privacy-requests.ts';
import * as tables from './bad-requests.ts';
import { FORGERIES, openForge, type Forge } from './forged-tokens.ts';
import { callGrpc, contract, expectNoInsides, grpcTo, methodOf, pathOf, post, refusalIn, type Posted } from './refusals.ts';
import { sharedNetwork } from './shared-network.ts';
import { type Digests, openStored, type Stored } from './stored.ts';
import { openTwoShops, type Person, type TwoShops } from './two-shops.ts';

const CREATE = 'BookingService/CreateBooking';
const PATH = pathOf(methodOf(CREATE));
const MALFORMED = 'INVALID_ARGUMENT MALFORMED_REQUEST';
const TOO_LARGE = 'RESOURCE_EXHAUSTED MESSAGE_TOO_LARGE';

/** A sign-in that is refused is told, so that it can be audited: nothing else of it is stored. */
const TOLD = 'UNAUTHENTICATED WRONG_CREDENTIALS';
const TELLING = /^user\.(outbox|actor_anchor)|\.consumer_position$/;

/** Bodies that are no request at all, with their refusals. */
const BODIES: Readonly<Record<string, readonly [body: BodyInit, refusal: string]>> = {
  'half a JSON': ['{"offeringId":', MALFORMED],
  'nothing': ['', MALFORMED],
  'a list': ['[]', MALFORMED],
  'null': ['null', MALFORMED],
  'lists in lists': ['['.repeat(100_000), MALFORMED],
  'objects in objects': ['{"attribution":'.repeat(8_000), MALFORMED],
  'an unknown field': ['{"colour":"red"}', 'INVALID_ARGUMENT UNKNOWN_FIELD colour'],
  'an unknown field inside': ['{"attribution":{"colour":"red"}}', 'INVALID_ARGUMENT UNKNOWN_FIELD colour'],
  'a number for a text': ['{"offeringId":7}', 'INVALID_ARGUMENT INVALID_FIELD offering_id'],
  'a text for a number': ['{"partySize":"two"}', 'INVALID_ARGUMENT INVALID_FIELD party_size'],
  'half a person': ['{"partySize":1.5}', 'INVALID_ARGUMENT INVALID_FIELD party_size'],
  'more people than there are': ['{"partySize":99999999999}', 'INVALID_ARGUMENT INVALID_FIELD party_size'],
  'a list for a message': ['{"attribution":[]}', MALFORMED],
  'a text for a yes or no': ['{"attribution":{"marketingConsent":"yes"}}', 'INVALID_ARGUMENT INVALID_FIELD marketing_consent'],
  'an unknown name of a kind': ['{"checkout":"CHECKOUT_KIND_BARTER"}', MALFORMED],
  'a time that is none': ['{"slot":{"startTime":"tomorrow"}}', MALFORMED],
  'two places': ['{"sessionId":"ses_1","slot":{}}', MALFORMED],
  'half a character': ['{"note":"\\ud83d"}', 'INVALID_ARGUMENT INVALID_FIELD note'],
  'more than a megabyte': [JSON.stringify({ note: 'x'.repeat(1_100_000) }), TOO_LARGE],
};

describe('bad input, from outside', function () {
  this.timeout(60_000);
  let shops: TwoShops;
  let stored: Stored;
  let grpc: Transport;
  let calm: Digests;

  before(async () => {
    const network = await sharedNetwork();
    shops = await openTwoShops(network);
    stored = await openStored(network, [shops.shop.tenantId, shops.elsewhere.tenantId]);
    grpc = grpcTo(network.url);
    // Such as a look at the provider, a minute after a payment was begun.
    await stored.putOff();
    calm = await stored.rest();
  });
  after(() => stored?.[Symbol.asyncDispose]());

  const bearer = ({ token }: Person) => ({ authorization: `Bearer ${token}` });
  const headersOf = (who: tables.Who): Record<string, string> => (who === 'nobody' ? { 'berth-tenant': shops.shop.slug } : bearer(shops[who]));
  const postAsAna = (body: BodyInit, headers: Record<string, string> = {}): Promise<Posted> => post(shops.network.url, PATH, body, { ...bearer(shops.ana), ...headers });

  /** Runs `work`, after which everything must be as it was. */
  async function changingNothing<T>(work: () => Promise<T>): Promise<T> {
    const before = calm;
    const result = await work();
    calm = await stored.look();
    expect(calm).to.deep.equal(before);
    return result;
  }

  /** Runs `work`, after which everything must be as it was but what tells of it. */
  async function onlyTelling(work: () => Promise<void>): Promise<void> {
    const others = (digests: Digests): Digests => Object.fromEntries(Object.entries(digests).filter(([table]) => !TELLING.test(table)));
    const before = calm;
    await work();
    calm = await stored.rest();
    expect(others(calm)).to.deep.equal(others(before));
  }

  for (const [area, rows] of Object.entries({ ...tables, businesses: businessRequests, privacy: privacyRequests, entry: entryRequests })) {
    describe(area, () => {
      for (const { what, rpc, as, request, refusal } of rows) {
        it(`${rpc}, ${what}: ${refusal}`, () =>
          (refusal === TOLD ? onlyTelling : changingNothing)(async () => {
            const body = request(shops);
            const posted = await post(shops.network.url, pathOf(methodOf(rpc)), JSON.stringify(body), headersOf(as));
            expect({ json: posted.refusal, grpc: await callGrpc(grpc, rpc, body, headersOf(as)) }).to.deep.equal({ json: refusal, grpc: refusal });
          }));
      }
    });
  }

  describe('what is no request', () => {
    for (const [what, [body, refusal]] of Object.entries(BODIES)) {
      it(`${what}: ${refusal}`, () => changingNothing(async () => expect((await postAsAna(body)).refusal).to.equal(refusal)));
    }

    it('a small body that unpacks to a large one', () =>
      changingNothing(async () => expect((await postAsAna(gzipSync(Buffer.alloc(3_000_000, ' ')), { 'content-encoding': 'gzip' })).refusal).to.equal(TOO_LARGE)));

    it('a message over gRPC that is too large', () =>
      changingNothing(async () => expect(await callGrpc(grpc, CREATE, { note: 'x'.repeat(1_100_000) }, bearer(shops.ana))).to.equal(TOO_LARGE)));

    it('instants that no calendar has, which only binary messages can carry', () =>
      changingNothing(async () => {
        const { shop, ana } = shops;
        for (const time of [{ seconds: 2n ** 62n }, { seconds: -(2n ** 62n) }, { seconds: 1_900_000_000n, nanos: -1 }]) {
          const booking = create(CreateBookingRequestSchema, { offeringId: shop.appointment, place: { case: 'slot', value: { startTime: time } } });
          expect(await callGrpc(grpc, CREATE, booking, bearer(ana))).to.equal('INVALID_ARGUMENT INVALID_REQUEST slot.start_time');
          const slots = create(ListSlotsRequestSchema, { offeringId: shop.paid, fromTime: time, toTime: time });
          expect(await callGrpc(grpc, 'AvailabilityService/ListSlots', slots, bearer(ana))).to.equal('INVALID_ARGUMENT INVALID_REQUEST from_time to_time');
        }
      }));

    it('streams', () =>
      changingNothing(async () => {
        const watch = async ({ client }: Person, bookingId: string, afterSequence = 0n): Promise<string> => {
          try {
            for await (const _ of client.bookings.watchBooking({ bookingId, afterSequence })) return 'OK';
            return 'ENDED';
          } catch (error) {
            return refusalIn(error);
          }
        };
        expect(await watch(shops.ana, 'bkg_\0')).to.equal('INVALID_ARGUMENT INVALID_REQUEST booking_id');
        expect(await watch(shops.ana, shops.held.id, -1n)).to.equal('INVALID_ARGUMENT INVALID_REQUEST after_sequence');
        expect(await watch(shops.ben, shops.held.id)).to.equal('NOT_FOUND NOT_FOUND');
        expect(await watch(shops.strangersAdmin, shops.held.id)).to.equal('NOT_FOUND NOT_FOUND');
        const follow = async ({ client }: Person, more: MessageInitShape<typeof ListSlotsRequestSchema>, resumeToken = ''): Promise<string> => {
          const span = { fromTime: timestampFromMs(Date.now()), toTime: timestampFromMs(Date.now() + 86_400_000) };
          try {
            for await (const { tokenRefused } of client.availability.watchAvailability({ query: create(ListSlotsRequestSchema, { offeringId: shops.shop.paid, ...span, ...more }), resumeToken })) return tokenRefused ? 'REFUSED TOKEN' : 'OK';
            return 'ENDED';
          } catch (error) {
            return refusalIn(error);
          }
        };
        expect(await follow(shops.ana, {})).to.equal('OK');
        expect(await follow(shops.ana, { offeringId: 'off_\0' })).to.equal('INVALID_ARGUMENT INVALID_REQUEST query.offering_id');
        expect(await follow(shops.ana, { toTime: timestampFromMs(Date.now() + 63 * 86_400_000) })).to.equal('INVALID_ARGUMENT INVALID_FIELD to_time');
        expect(await follow(shops.strangersAdmin, {})).to.equal('NOT_FOUND NOT_FOUND');
        expect(await follow(shops.ana, {}, 'x'.repeat(3_000))).to.equal('INVALID_ARGUMENT INVALID_REQUEST resume_token');
        expect(await follow(shops.ana, {}, 'bm90IGEgdG9rZW4')).to.equal('REFUSED TOKEN');
      }));
  });

  describe('what is no RPC', () => {
    const statusOf = async (path: string, init: RequestInit): Promise<number> => {
      const response = await fetch(`${shops.network.url}${path}`, { ...init, headers: { ...bearer(shops.ana), ...init.headers } });
      expectNoInsides(await response.text());
      return response.status;
    };
    const json = { 'content-type': 'application/json' };

    it('reading with GET where something is written', async () => expect(await statusOf(`${PATH}?encoding=json&message={}`, {})).to.equal(405));
    it('another content type', async () => expect(await statusOf(PATH, { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } })).to.equal(415));
    it('an unknown method', async () => expect(await statusOf(`${PATH}Now`, { method: 'POST', body: '{}', headers: json })).to.equal(404));
    it('an unknown service', async () => expect(await statusOf('/berth.vault.v1.VaultService/Open', { method: 'POST', body: '{}', headers: json })).to.equal(404));
    it('headers beyond all measure', async () => expect(await statusOf(PATH, { method: 'POST', body: '{}', headers: { ...json, 'x-much': 'x'.repeat(20_000) } })).to.equal(431));

    for (const [rpc, method] of contract) {
      if (levelOf(method) !== AccessLevel.SERVICE) continue;
      it(`${rpc}, which is for services`, () =>
        changingNothing(async () => {
          expect(await statusOf(pathOf(method), { method: 'POST', body: '{}', headers: json })).to.equal(404);
          expect(await callGrpc(grpc, rpc, {}, bearer(shops.admin))).to.match(/^UNIMPLEMENTED/);
        }));
    }
  });

  describe('who is not who they say', () => {
    let forge: Forge;
    before(async () => (forge = await openForge(shops.network, shops.ana.token)));

    for (const [what, [reason, make]] of Object.entries(FORGERIES)) {
      it(`${what}: ${reason}`, () =>
        changingNothing(async () => {
          const headers = { authorization: `Bearer ${await make(forge)}` };
          const body = { offeringId: shops.shop.paid, sessionId: shops.session };
          const expected = `UNAUTHENTICATED ${reason}`;
          expect((await post(shops.network.url, PATH, JSON.stringify(body), headers)).refusal).to.equal(expected);
          expect(await callGrpc(grpc, CREATE, body, headers)).to.equal(expected);
        }));
    }

    it('someone of another business', () =>
      changingNothing(async () => {
        const { network, shop, session, stranger } = shops;
        const body = JSON.stringify({ offeringId: shop.paid, sessionId: session });
        expect((await post(network.url, PATH, body, { ...bearer(stranger), 'berth-tenant': shop.slug })).refusal).to.equal('PERMISSION_DENIED TENANT_MISMATCH');
        expect((await post(network.url, PATH, body, { 'berth-tenant': 'no-such-shop' })).refusal).to.equal('NOT_FOUND TENANT_NOT_FOUND');
        expect((await post(network.url, PATH, body)).refusal).to.equal('INVALID_ARGUMENT TENANT_REQUIRED Berth-Tenant');
      }));
  });

  describe('what is unusual but right', () => {
    it('text in any script is kept as it was sent', async () => {
      const note = '🤿 Ñandú — שלום \u202eمرحبا\u202c e\u0301 \u0001 \t‖ 𝕬𝖓𝖆 \uffff';
      const { ana, shop, session } = shops;
      const { booking } = await ana.client.bookings.createBooking({ offeringId: shop.paid, place: { case: 'sessionId', value: session }, note });
      const { booking: found } = await ana.client.bookings.getBooking({ id: booking?.id ?? '' });
      expect(found?.note).to.equal(note);
    });

    for (const query of ["'", '"', '\\', ':*', '!!', 'a & | b', '%_', '((((', '<->', '-', '🤿', 'ﷺ', 'dive\ud83d', '\u202e', 'x'.repeat(200)]) {
      it(`a search for ${JSON.stringify(query.slice(0, 10))} is answered`, async () => {
        expect(await callGrpc(grpc, 'CatalogService/SearchOfferings', { query: query.toWellFormed() }, headersOf('nobody'))).to.equal('OK');
      });
    }

    it('a request that is sent again is answered again, but its id is good for no other', async () => {
      const { shop, session, ana } = shops;
      const body = { requestId: newId(), offeringId: shop.paid, sessionId: session };
      const [first, again] = [await postAsAna(JSON.stringify(body)), await postAsAna(JSON.stringify(body))];
      expect(again.text).to.equal(first.text);
      calm = await stored.rest();
      await changingNothing(async () => {
        expect((await postAsAna(JSON.stringify({ ...body, partySize: 2 }))).refusal).to.equal('INVALID_ARGUMENT REQUEST_ID_REUSED request_id');
        expect(await callGrpc(grpc, CREATE, { ...body, partySize: 2 }, bearer(ana))).to.equal('INVALID_ARGUMENT REQUEST_ID_REUSED request_id');
        expect((await postAsAna(JSON.stringify(body), { 'idempotency-key': newId() })).refusal).to.equal('INVALID_ARGUMENT INVALID_FIELD request_id');
      });
    });
  });
});
