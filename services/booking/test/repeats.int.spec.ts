import { expect } from 'chai';
import pg from 'pg';
import { BookingState } from '#proto/berth/booking/v1/booking_pb.ts';
import { OfferingKind } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { newId } from '../../runtime/ids.ts';
import { reasonOf, startStand, type Stand } from './stand.ts';

describe('a booking that is asked for again when the request log has forgotten', function () {
  this.timeout(30_000);
  let stand: Stand;
  let admin: pg.Client;

  before(async () => {
    stand = await startStand();
    const { adminUrl, name } = stand.harness.files;
    admin = new pg.Client({ connectionString: Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href });
    await admin.connect();
  });
  after(async () => {
    await admin.end();
    await stand[Symbol.asyncDispose]();
  });

  const forget = () => admin.query('truncate request_log');
  const count = async (table: 'booking' | 'seat', sessionId: string): Promise<number> => {
    const { rows } = await admin.query<{ count: string }>(`select count(*) from ${table} where session_id = $1`, [sessionId]);
    return Number(rows[0]?.count);
  };
  const uuidOf = async (): Promise<string> => (await admin.query<{ id: string }>('select id from session order by created_time desc, id desc limit 1')).rows[0]?.id ?? '';

  const request = async (capacity: number) => {
    const offeringId = stand.offer(OfferingKind.EVENT);
    const sessionId = await stand.session(offeringId, capacity);
    return { requestId: newId(), offeringId, place: { case: 'sessionId', value: sessionId } as const };
  };

  it('is the one that it was, as it is now', async () => {
    const caller = stand.customer();
    const asked = await request(5);
    const { booking: first } = await stand.bookings.createBooking(asked, { caller });
    await stand.bookings.cancelBooking({ id: first?.id ?? '' }, { caller });
    await forget();
    const { booking: again } = await stand.bookings.createBooking(asked, { caller });
    expect(again?.id).to.equal(first?.id);
    expect(again?.state).to.equal(BookingState.CANCELLED);
    expect(await count('booking', await uuidOf())).to.equal(1);
  });

  it('is answered also when it took the last place', async () => {
    const caller = stand.customer();
    const asked = await request(1);
    const { booking: first } = await stand.bookings.createBooking(asked, { caller });
    expect(await reasonOf(stand.bookings.createBooking({ ...asked, requestId: newId() }, { caller }))).to.equal('SLOT_TAKEN');
    expect((await stand.bookings.createBooking(asked, { caller })).booking?.id).to.equal(first?.id);
    await forget();
    expect((await stand.bookings.createBooking(asked, { caller })).booking?.id).to.equal(first?.id);
    expect(await count('seat', await uuidOf())).to.equal(1);
  });

  it('is refused with another body', async () => {
    const caller = stand.customer();
    const asked = await request(5);
    await stand.bookings.createBooking(asked, { caller });
    await forget();
    expect(await reasonOf(stand.bookings.createBooking({ ...asked, note: 'By the window' }, { caller }))).to.equal('REQUEST_ID_REUSED');
  });

  it('is another one for another customer with the same id', async () => {
    const asked = await request(5);
    const { booking: first } = await stand.bookings.createBooking(asked, { caller: stand.customer() });
    await forget();
    const { booking: second } = await stand.bookings.createBooking(asked, { caller: stand.customer() });
    expect(second?.id).not.to.equal(first?.id);
    expect(await count('booking', await uuidOf())).to.equal(2);
  });

  it('cannot be made twice, whatever the code does', async () => {
    const caller = stand.customer();
    const asked = await request(5);
    await stand.bookings.createBooking(asked, { caller });
    const copy = `insert into booking select (jsonb_populate_record(b, jsonb_build_object('id', gen_random_uuid(), 'code', 'COPY-0001'))).* from booking b where request_id = $1`;
    expect(await admin.query(copy, [asked.requestId]).then(() => 'copied', ({ constraint }: { constraint?: string }) => constraint)).to.equal('booking_of_request');
  });
});
