/** Somebody's Tuesdays and a customer who wants several of them. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import { BookingSeriesService, type CreateBookingSeriesRequestSchema } from '#proto/berth/booking/v1/series_service_pb.ts';
import { OfferingKind, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import type { Stand } from './stand.ts';

export const ZONE = 'Europe/Lisbon';
/** The first Tuesday, before the clock changes on 28 March. */
export const FIRST = '2027-03-09T10:00';
export const FOUR_TUESDAYS = 'FREQ=WEEKLY;COUNT=4';

const HOURS = [{ dayOfWeek: 2, start: '09:00', end: '13:00' }];

type Wish = MessageInitShape<typeof CreateBookingSeriesRequestSchema>;

export interface StandForSeries {
  readonly offeringId: string;
  /** By name. */
  readonly staff: ReadonlyMap<string, string>;
  /** Books four Tuesdays at ten unless told otherwise. */
  book(wish?: Wish, caller?: Caller): ReturnType<ReturnType<typeof seriesOf>['createBookingSeries']>;
  /** One Tuesday by itself. */
  bookOne(startTime: string, staffId?: string): Promise<Booking | undefined>;
}

export const seriesOf = (stand: Stand) => stand.harness.connect(BookingSeriesService);

/** An offering of 60 minutes on Tuesdays, by so many members of staff; to be paid at the desk unless told otherwise. */
export async function standForSeries(stand: Stand, people: readonly string[], paymentMode: PaymentMode = PaymentMode.AT_DESK): Promise<StandForSeries> {
  const offeringId = stand.offer(OfferingKind.APPOINTMENT, { paymentMode });
  const staff = new Map<string, string>();
  for (const name of people) {
    const { staff: hired } = await stand.schedules.createStaff({ name, timeZone: ZONE, offeringIds: [offeringId], weeklyHours: HOURS }, { caller: stand.admin });
    staff.set(name, hired?.id ?? '');
  }
  return {
    offeringId,
    staff,
    book: (wish = {}, caller = stand.customer()) => seriesOf(stand).createBookingSeries({ offeringId, localStart: FIRST, recurrence: FOUR_TUESDAYS, ...wish }, { caller }),
    async bookOne(startTime, staffId = '') {
      const start = { seconds: BigInt(Date.parse(startTime) / 1_000), nanos: 0 };
      const { booking } = await stand.bookings.createBooking({ offeringId, place: { case: 'slot', value: { startTime: start, staffId } } }, { caller: stand.customer() });
      return booking;
    },
  };
}

/** `2027-03-09T10:00` of each. */
export const startsOf = (bookings: readonly Booking[]): readonly string[] => bookings.map(({ time }) => time?.localStart ?? '');

/** Claims in the tables that belong to none of the living bookings of somebody's time, and such bookings that have none. */
export async function misplaced(stand: Stand): Promise<number> {
  const [row] = await stand.harness.service.database.relay.run<{ count: bigint }>(
    `select count(*) from claim c full join (select id from booking where session_id is null and status not in ('expired', 'cancelled')) b on b.id = c.booking_id where c.id is null or b.id is null`,
  );
  return Number(row?.count);
}
