/** I1: nobody and nothing is booked twice, judged by the places taken and, apart from them, by the bookings themselves. */
import type { Evidence, Invariant } from './evidence.ts';

const LIVE = `status in ('pending', 'confirmed')`;

const RULES: readonly { readonly broken: string; readonly sql: string }[] = [
  {
    broken: 'two claims of one calendar overlap',
    sql: `select a.resource_id as what, a.booking_id || ' and ' || b.booking_id as who from claim a
          join claim b on a.tenant_id = b.tenant_id and a.resource_id = b.resource_id and a.lane = b.lane and a.id < b.id and a.period && b.period`,
  },
  {
    broken: 'a place of a session is taken twice or does not exist',
    sql: `select seat.session_id as what, string_agg(seat.booking_id::text, ' and ') as who from seat
          left join session on session.tenant_id = seat.tenant_id and session.id = seat.session_id
          group by seat.tenant_id, seat.session_id, seat.lane having count(*) > 1 or bool_or(session.id is null or seat.lane >= session.capacity)`,
  },
  {
    broken: 'a place of a session is neither free nor taken, or both',
    sql: `select session.id as what, free::text || ' free, taken ' || coalesce(taken, '{}')::text as who from session
          left join (select tenant_id, session_id, range_agg(int4range(lane, lane + 1)) as taken from seat group by tenant_id, session_id) seats
            on seats.tenant_id = session.tenant_id and seats.session_id = session.id
          where free * coalesce(taken, '{}') <> '{}' or free + coalesce(taken, '{}') <> int4multirange(int4range(0, capacity))`,
  },
  {
    broken: 'a session has more guests than places',
    sql: `select session.id as what, sum(party_size)::text as who from booking
          join session on session.tenant_id = booking.tenant_id and session.id = booking.session_id
          where ${LIVE} group by session.tenant_id, session.id, session.capacity having sum(party_size) > session.capacity`,
  },
  {
    broken: 'two live bookings of one member of staff overlap, and are not in one class',
    sql: `select a.staff_id as what, a.id || ' and ' || b.id as who from booking a
          join booking b on a.tenant_id = b.tenant_id and a.staff_id = b.staff_id and a.id < b.id and a.starts < b.ends and b.starts < a.ends
          where a.${LIVE} and b.${LIVE} and not coalesce(a.session_id = b.session_id, false)`,
  },
  {
    broken: 'a live booking has other places than it was given',
    sql: `select booking.id as what, status || ', party of ' || party_size || ' with ' || (seats + claims) as who from booking,
          lateral (select count(*) as seats from seat where seat.tenant_id = booking.tenant_id and seat.booking_id = booking.id
            and seat.session_id = booking.session_id) s,
          lateral (select count(*) as claims from claim where claim.tenant_id = booking.tenant_id and claim.booking_id = booking.id
            and claim.resource_id = booking.staff_id and claim.starts = booking.starts and claim.ends = booking.ends) c
          where ${LIVE} and seats + claims <> party_size`,
  },
  {
    broken: 'places are taken for a booking that has ended, or for a class without guests',
    sql: `select taken.booking_id as what, coalesce(status, 'no such booking') as who
          from (select tenant_id, booking_id from seat union select tenant_id, booking_id from claim) taken
          left join booking on booking.tenant_id = taken.tenant_id and booking.id = taken.booking_id
          where (status is null or not ${LIVE}) and not exists (
            select from booking guest where guest.tenant_id = taken.tenant_id and guest.session_id = taken.booking_id and guest.${LIVE})`,
  },
];

export const noDoubleBooking: Invariant = {
  name: 'I1',
  meaning: 'No two live bookings share a place or a time, and each has exactly the places that it was given.',
  async check(evidence: Evidence) {
    const rows = evidence.rows('booking');
    const found: string[] = [];
    for (const { broken, sql } of RULES) {
      for (const { what, who } of await rows<{ what: string; who: string }>(sql)) found.push(`${broken}: ${what} (${who})`);
    }
    return found;
  },
};
