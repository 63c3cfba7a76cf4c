import { expect } from 'chai';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import pg from 'pg';
import { AvailabilityService, BookingService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { OfferingKind, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { follow, shown, type Follower } from './availability-follower.ts';
import { reasonOf, startStand, type Stand } from './stand.ts';

const span = { fromTime: timestampFromDate(new Date('2027-03-08T00:00:00Z')), toTime: timestampFromDate(new Date('2027-03-13T00:00:00Z')) };
const REPLICAS = 2;
const CALLERS = 6;

/** What one caller does next, or what happens to the watch of somebody. */
type Act =
  | { readonly kind: 'book'; readonly caller: number; readonly choice: number; readonly party: number }
  | { readonly kind: 'cancel'; readonly caller: number; readonly choice: number }
  | { readonly kind: 'drop'; readonly follower: number; readonly replica: number }
  | { readonly kind: 'settle' };

const caller = fc.nat({ max: CALLERS - 1 });
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('book' as const), caller, choice: fc.nat(), party: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('cancel' as const), caller, choice: fc.nat() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('drop' as const), follower: fc.nat({ max: 2 }), replica: fc.nat({ max: REPLICAS - 1 }) }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'settle' as const }) },
  ),
  { minLength: 20, maxLength: 60 },
);

describe('availability in a storm of bookings', function () {
  this.timeout(120_000);
  let stand: Stand;

  before(async () => {
    stand = await startStand({ replicas: REPLICAS });
  });
  after(() => stand[Symbol.asyncDispose]());

  const watchAt = (replica: number) => stand.harness.connect(AvailabilityService, stand.harness.replicas[replica]);
  const freshSlots = async (offeringId: string) => (await stand.availability.listSlots({ offeringId, ...span }, { caller: stand.admin })).slots;

  async function appointment(capacity = 1): Promise<string> {
    const offeringId = stand.offer(OfferingKind.APPOINTMENT, { paymentMode: PaymentMode.AT_DESK });
    await stand.tell(offeringId);
    const weeklyHours = [1, 2, 3].map((dayOfWeek) => ({ dayOfWeek, start: '09:00', end: '12:00' }));
    for (const name of ['Rui', 'Inês']) await stand.schedules.createStaff({ name, timeZone: 'Europe/Lisbon', offeringIds: [offeringId], weeklyHours }, { caller: stand.admin });
    await stand.schedules.setBookingRules({ offeringId, rules: { capacity } }, { caller: stand.admin });
    return offeringId;
  }

  async function event(): Promise<string> {
    const offeringId = stand.offer(OfferingKind.EVENT);
    await stand.tell(offeringId);
    const sessions = ['2027-03-08T10:00', '2027-03-08T15:00', '2027-03-10T10:00', '2027-03-12T10:00'].map((localStart) => ({ offeringId, localStart, capacity: 5 }));
    await stand.schedules.createSessions({ sessions }, { caller: stand.admin });
    return offeringId;
  }

  /** Each caller does one thing after the other, all callers at once. */
  async function play(offeringId: string, plan: readonly Act[], followers: readonly Follower[]): Promise<void> {
    const counters = stand.harness.replicas.map((replica) => stand.harness.connect(BookingService, replica));
    const callers = Array.from({ length: CALLERS }, () => ({ identity: stand.customer(), booked: [] as string[], busy: Promise.resolve() }));
    const places = await freshSlots(offeringId);
    const dropping = followers.map(() => Promise.resolve());

    async function book(identity: Caller, booked: string[], { choice, party }: Extract<Act, { kind: 'book' }>): Promise<void> {
      const slot = places[choice % places.length];
      const startTime = slot?.time?.startTime;
      if (!startTime) return expect.fail('a slot without a start');
      const place = slot.sessionId === '' ? ({ case: 'slot', value: { startTime } } as const) : ({ case: 'sessionId', value: slot.sessionId } as const);
      const counter = counters[choice % counters.length] ?? expect.fail('no counter');
      const reason = await reasonOf(counter.createBooking({ offeringId, place, partySize: Math.min(party, slot.capacity) }, { caller: identity }).then(({ booking }) => booked.push(booking?.id ?? '')));
      expect(reason).to.be.oneOf(['none', 'SLOT_TAKEN', 'SLOT_NOT_OFFERED']);
    }

    for (const act of plan) {
      if (act.kind === 'settle') {
        await Promise.all(callers.map(({ busy }) => busy));
      } else if (act.kind === 'drop') {
        const follower = followers[act.follower];
        if (follower) dropping[act.follower] = (dropping[act.follower] ?? Promise.resolve()).then(() => follower.drop()).then(() => follower.connect(watchAt(act.replica)));
      } else {
        const one = callers[act.caller] ?? expect.fail('no such caller');
        one.busy = one.busy.then(async () => {
          if (act.kind === 'book') return book(one.identity, one.booked, act);
          const [id] = one.booked.splice(act.choice % Math.max(1, one.booked.length), 1);
          if (id !== undefined) await stand.bookings.cancelBooking({ id }, { caller: one.identity });
        });
      }
    }
    await Promise.all([...callers.map(({ busy }) => busy), ...dropping]);
  }

  for (const [what, offer] of [['times with staff', () => appointment()], ['times of a class', () => appointment(3)], ['dates of an event', event]] as const) {
    it(`leaves everyone who watches ${what} with what a fresh query says, however often their connections dropped`, async () => {
      await fc.assert(
        fc.asyncProperty(acts, async (plan) => {
          const offeringId = await offer();
          const followers = [0, 1, 2].map(() => follow({ offeringId, ...span }, stand.customer()));
          followers.forEach((follower, index) => follower.connect(watchAt(index % REPLICAS)));
          try {
            await play(offeringId, plan, followers);
            for (const follower of followers) await follower.until(async () => shown(await freshSlots(offeringId)));
          } finally {
            await Promise.all(followers.map((follower) => follower.drop()));
          }
        }),
        { numRuns: 8, endOnFailure: true },
      );
    });
  }

  it('catches up with a change that nobody was told of, as when the news is lost on the way', async () => {
    const offeringId = await event();
    const follower = follow({ offeringId, ...span }, stand.customer());
    follower.connect(watchAt(1));
    try {
      await follower.until(async () => shown(await freshSlots(offeringId)));
      const [slot] = await freshSlots(offeringId);
      await changeUnheard(stand, `update session set free = '{[0,2)}', version = version + 1 where id = $1`, fromTypeId('ses', slot?.sessionId ?? '', 'id'));
      const delta = await follower.message(({ slots }) => slots.some(({ placesLeft }) => placesLeft === 2));
      expect(delta.slots.map(({ sessionId }) => sessionId)).to.deep.equal([slot?.sessionId]);
    } finally {
      await follower.drop();
    }
  });
});

/** Changes a row past the service. */
async function changeUnheard({ harness: { files } }: Stand, sql: string, id: string): Promise<void> {
  const url = new URL(files.adminUrl);
  url.pathname = `/${files.name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    expect((await client.query(sql, [id])).rowCount).to.equal(1);
  } finally {
    await client.end();
  }
}
