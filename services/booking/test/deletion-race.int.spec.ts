import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { OfferingKind } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { reasonOf, startStand, type Stand } from './stand.ts';

const ZONE = 'Europe/Lisbon';
const WEEKLY = [1, 2, 3, 4, 5].map((dayOfWeek) => ({ dayOfWeek, start: '09:00', end: '18:00' }));
const ROUNDS = 12;
const slot = (day: number) => ({ startTime: timestampFromDate(new Date(`2027-03-${String(8 + day).padStart(2, '0')}T10:00:00Z`)) });

describe('whoever is deleted while others book', function () {
  this.timeout(60_000);
  let stand: Stand;

  before(async () => {
    stand = await startStand();
  });
  after(() => stand[Symbol.asyncDispose]());

  /** Who must be there for an offering, alone, and what deletes them. */
  const shops = {
    async staff() {
      const offeringId = stand.offer(OfferingKind.APPOINTMENT);
      const { staff } = await stand.schedules.createStaff({ name: 'Ana', timeZone: ZONE, offeringIds: [offeringId], weeklyHours: WEEKLY }, { caller: stand.admin });
      return { offeringId, remove: () => stand.schedules.deleteStaff({ id: staff?.id ?? '' }, { caller: stand.admin }) };
    },
    async resource() {
      const offeringId = stand.offer(OfferingKind.SERVICE);
      const kind = `boat-${offeringId.slice(-20)}`;
      const { resource } = await stand.schedules.createResource({ resource: { kind, name: 'Gaivota', timeZone: ZONE, weeklyHours: WEEKLY } }, { caller: stand.admin });
      await stand.schedules.setBookingRules({ offeringId, rules: { needs: [{ kind, count: 1 }] } }, { caller: stand.admin });
      return { offeringId, remove: () => stand.schedules.deleteResource({ id: resource?.id ?? '' }, { caller: stand.admin }) };
    },
  };

  for (const [what, shop] of Object.entries(shops)) {
    it(`has no booking ahead, and keeps the bookings it has: a ${what}`, async () => {
      const outcomes = new Set<string>();
      for (let round = 0; round < ROUNDS; round += 1) {
        const { offeringId, remove } = await shop();
        await stand.tell(offeringId);
        const book = (day: number) =>
          reasonOf(stand.bookings.createBooking({ offeringId, place: { case: 'slot', value: slot(day) } }, { caller: stand.customer() }));
        // The earlier the deletion, the more holds are still being prepared when it is decided.
        const first = Array.from({ length: round % 3 }, (_, day) => book(day));
        const [removed, ...booked] = await Promise.all([reasonOf(remove()), ...first, book(3), book(4)]);
        outcomes.add(removed);
        if (removed === 'none') expect(booked, `round ${round}`).not.to.include('none');
        else expect(booked, `round ${round}`).to.include('none');
      }
      expect([...outcomes]).to.include('none');
    });
  }
});
