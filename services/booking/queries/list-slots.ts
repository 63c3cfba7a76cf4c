/** Times of one offering that can be booked, computed from sessions, working hours and claims at the moment of asking. */
import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { ListSlotsRequest } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { invalidField } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { claimsBetween, toCalendars } from '../db/calendar-store.ts';
import { openSessions } from '../db/session-store.ts';
import { loadStaffOf } from '../db/bookable-store.ts';
import type { Offering } from '../domain/offering.ts';
import { placesLeft } from '../domain/place.ts';
import { staffSlots, type Span } from '../domain/slots.ts';
import { toSessionSlot, toStaffSlot } from '../mapping.ts';
import { findOffering, type OfferingSource } from './find-offering.ts';

const LONGEST_DAYS = 62;

export const listSlots = (source: OfferingSource) => async (view: View, request: ListSlotsRequest) => {
  const span = spanOf(request);
  const offering = await findOffering(view, fromTypeId('off', request.offeringId, 'offering_id'), source);
  if (!offering.published) return { slots: [] };
  const slots = offering.kind === 'event' ? await sessionSlots(view, offering, span) : await timesWithStaff(view, offering, span, request.staffId);
  return { slots };
};

async function sessionSlots(view: View, offering: Offering, { from, to }: Span) {
  const begin = new Date(Math.max(from.getTime(), view.now.getTime()));
  const sessions = await openSessions(view.db, offering.id, begin, to);
  return sessions.filter((session) => placesLeft(session) > 0).map((session) => toSessionSlot(session, offering));
}

async function timesWithStaff(view: View, offering: Offering, span: Span, staffId: string) {
  const asked = staffId === '' ? undefined : fromTypeId('stf', staffId, 'staff_id');
  const staff = (await loadStaffOf(view.db, offering.id)).filter(({ id }) => asked === undefined || id === asked);
  const ids = staff.map(({ id }) => id);
  const calendars = toCalendars(ids, await claimsBetween(view.db, view.caller.tenantId, ids, span));
  return staffSlots(offering, staff, calendars, span, view.now).map((slot) => toStaffSlot(slot, offering));
}

/** The span that is asked about; throws `INVALID_ARGUMENT` naming the field. */
export function spanOf({ fromTime, toTime }: ListSlotsRequest): Span {
  if (!fromTime) throw invalidField('from_time', 'is required');
  if (!toTime) throw invalidField('to_time', 'is required');
  const span = { from: timestampDate(fromTime), to: timestampDate(toTime) };
  const length = span.to.getTime() - span.from.getTime();
  if (length <= 0) throw invalidField('to_time', 'must be after from_time');
  if (length > LONGEST_DAYS * 86_400_000) throw invalidField('to_time', `must be at most ${LONGEST_DAYS} days after from_time`);
  return span;
}
