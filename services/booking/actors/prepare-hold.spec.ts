import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { CreateBookingRequestSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { OfferingKind, OfferingSchema } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { UserSchema } from '#proto/berth/user/v1/user_pb.ts';
import type { Caller, PrepareContext } from '../../runtime/actor/types.ts';
import { newId, toTypeId } from '../../runtime/ids.ts';
import type { Glanced, GlancedSession } from '../db/glance.ts';
import { defaultRules } from '../domain/rules.ts';
import { reasonOf } from '../test/stand.ts';
import { prepareHold } from './prepare-hold.ts';

const [offeringId, sessionId, customerId] = [newId(), newId(), newId()];

const session = (places: number, of = offeringId): GlancedSession => ({ offeringId: of, places, start: new Date('2027-03-10T19:30:00Z'), rules: defaultRules(of) });

const context: PrepareContext = {
  caller: { tenantId: newId(), subject: customerId, roles: ['user'] },
  db: { run: async () => [] },
  now: new Date(),
  signal: new AbortController().signal,
  traceId: '',
  requestId: 'r1',
  entities: () => {
    throw new TypeError('not here');
  },
};

const apiKey: Caller = { tenantId: newId(), subject: toTypeId('key', newId()), roles: ['admin'], scopes: ['bookings:write'] };

/** Prepares a hold for two after that glance; tells whether the user service was asked. */
async function prepare(glanced: Partial<Glanced>, caller = context.caller) {
  const request = create(CreateBookingRequestSchema, { offeringId: toTypeId('off', offeringId), place: { case: 'sessionId', value: toTypeId('ses', sessionId) }, partySize: 2 });
  let asked = false;
  const facts = prepareHold(request, { ...context, caller }, {
    glance: { offering: async () => undefined, at: async () => ({ made: undefined, session: undefined, ...glanced }) },
    offeringOf: async () => create(OfferingSchema, { id: toTypeId('off', offeringId), kind: OfferingKind.EVENT, price: { amountMinor: 1n, currencyCode: 'EUR' } }),
    async profileOf() {
      asked = true;
      return create(UserSchema, { id: toTypeId('usr', customerId) });
    },
  });
  return { reason: await reasonOf(facts), facts: await facts.catch(() => undefined), asked };
}

describe('a hold, before it queues', () => {
  it('is refused when the places left do not suffice, without a call', async () => {
    for (const places of [0, 1]) expect(await prepare({ session: session(places) })).to.include({ reason: 'SLOT_TAKEN', asked: false });
  });

  it('goes on when they suffice, and when the session is not the offering’s or unknown, which the turn has words for', async () => {
    for (const found of [session(2), session(0, newId()), undefined]) {
      expect(await prepare({ session: found })).to.include({ reason: 'none', asked: true });
    }
  });

  it('is for people: an API key is told that it has no customer', async () => {
    expect(await prepare({ session: session(2) }, apiKey)).to.include({ reason: 'CUSTOMER_REQUIRED', asked: false });
  });

  it('is the booking that the same request made, also when nothing is left', async () => {
    const { facts, asked } = await prepare({ made: 'b1', session: session(0) });
    expect(facts).to.deep.equal({ made: 'b1' });
    expect(asked).to.equal(false);
  });
});
