/** What booking keeps about people: who booked or waits, with whom, and what they wrote; places and amounts stay when they are erased. */
import { toTypeId } from '../../runtime/ids.ts';
import { REDACTED, type PersonalData } from '../../runtime/personal/personal-data.ts';

const NOBODY = (id: string): string => `jsonb_build_object('id', ${id}, 'name', '${REDACTED}', 'email', '', 'phone', '')`;
const OF_BOOKINGS = 'booking_id in (select id from booking where tenant_id = $1 and customer_id = $2)';
const NOT_ERASED = `customer->>'email' <> ''`;

export const personalData: PersonalData = {
  tables: [
    {
      table: 'booking',
      key: 'booking',
      rows: 'customer_id = $2',
      guard: 'new.customer_id',
      // Whoever is erased has no booking left that could change; and none changes hands by a change.
      guardsInserts: true,
      owner: { column: 'customer_id', also: { customer: `customer || jsonb_build_object('id', claimer)` } },
      file: {
        name: 'bookings',
        about: 'Your bookings: what and when, with whom, what you wrote, and where the purchase came from.',
        fields: {
          id: 'id', code: 'code', status: 'status', offering: 'offering', starts: 'starts', ends: 'ends', timeZone: 'time_zone', partySize: 'party_size', staff: 'staff_name', customer: 'customer',
          attendees: 'attendees', lines: 'lines', totalMinor: 'total_minor', currency: 'currency', payment: 'payment', note: 'note', reason: 'reason', attribution: 'attribution', created: 'created_time',
        },
        order: 'id',
      },
      erase: {
        customer: NOBODY('customer_id'),
        attendees: `(select coalesce(jsonb_agg(jsonb_build_object('name', '${REDACTED}', 'email', '', 'note', '')), '[]') from jsonb_array_elements(attendees))`,
        payment: `payment || '{"methodLabel":""}'`,
        note: `''`,
        reason: `''`,
        attribution: `'{}'`,
      },
      // The condition of the index `booking_to_redact`.
      retention: { rule: 'holds that expired, 30 days after they ended', when: `status = 'expired' and ${NOT_ERASED} and hold_expires < $1::timestamptz - interval '30 days'` },
    },
    {
      table: 'booking_history',
      rows: OF_BOOKINGS,
      file: {
        name: 'booking-history',
        about: 'Every change of your bookings, who made it and why.',
        fields: { booking: 'booking_id', change: 'change', from: 'from_status', to: 'to_status', actor: 'actor', reason: 'reason', detail: 'detail', time: 'time' },
        order: 'booking_id, sequence',
      },
      erase: { reason: `''`, detail: `''` },
    },
    { table: 'booking_step', rows: OF_BOOKINGS, erase: { detail: `''` } },
    {
      table: 'waitlist_entry',
      key: 'waitlist',
      rows: 'customer_id = $2',
      guard: 'new.customer_id',
      file: {
        name: 'waitlists',
        about: 'What you waited for.',
        fields: { id: 'id', status: 'status', party: 'party', customer: 'customer', from: 'window_from', to: 'window_to', history: 'history', created: 'created_time' },
        order: 'id',
      },
      erase: { customer: NOBODY('customer_id'), history: `(select coalesce(jsonb_agg(line || '{"reason":""}'), '[]') from jsonb_array_elements(history) line)` },
      // The condition of the index `waitlist_to_redact`.
      retention: { rule: 'places in waitlists that ended, 90 days later', when: `status not in ('waiting', 'offered') and ${NOT_ERASED} and updated_time < $1::timestamptz - interval '90 days'` },
    },
    {
      table: 'customer',
      key: 'customer',
      rows: 'id = $2',
      guard: 'new.id',
      file: { name: 'customer', about: 'Your name and addresses, as bookings take them over.', fields: { id: 'id', name: 'name', email: 'email', phone: 'phone' }, order: 'id' },
      erase: { name: `'${REDACTED}'`, email: `''`, phone: `''` },
    },
  ],
  async obstacles(query, { id: personId }, now) {
    const rows = await query.run<{ id: string; code: string; local_start: string }>(
      `select id, code, local_start from booking where customer_id = $1::uuid and status in ('pending', 'confirmed') and ends > $2 order by starts limit 100`,
      [personId, now],
    );
    const waits = await query.run<{ id: string }>(`select id from waitlist_entry where customer_id = $1::uuid and status in ('waiting', 'offered') order by id limit 100`, [personId]);
    return [
      ...waits.map(({ id }) => ({ id: toTypeId('wtl', id), description: 'A place in a waitlist' })),
      ...rows.map(({ id, code, local_start: start }) => ({ id: toTypeId('bkg', id), description: `Booking ${code} on ${start.replace('T', ' at ')}` })),
    ].slice(0, 100);
  },
};
