/** Between Protobuf and the domain for the waitlist. See `mapping.ts` for the rest. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { WaitlistState as ProtoState, type TimeWindowSchema, type WaitlistEntrySchema } from '#proto/berth/booking/v1/waitlist_pb.ts';
import { toTypeId } from '../runtime/ids.ts';
import type { FoundEntry } from './db/waitlist-store.ts';
import type { TimeWindow, WaitlistEntry, WaitlistStatus } from './domain/waitlist.ts';
import { toCustomerMessage } from './mapping.ts';

const STATES = {
  waiting: ProtoState.WAITING,
  offered: ProtoState.OFFERED,
  booked: ProtoState.BOOKED,
  expired: ProtoState.EXPIRED,
  left: ProtoState.LEFT,
} as const satisfies Record<WaitlistStatus, ProtoState>;

/** An entry is its own version: each change is a line of its history. */
export const etagOf = ({ history }: WaitlistEntry): string => String(history.length);

export const toEntry = ({ entry, sessionId, offeringId, position }: FoundEntry): MessageInitShape<typeof WaitlistEntrySchema> => ({
  id: toTypeId('wtl', entry.id),
  sessionId: sessionId === undefined ? '' : toTypeId('ses', sessionId),
  ...(entry.window && { times: toWindow(entry.window, offeringId) }),
  offeringId: toTypeId('off', offeringId),
  customer: toCustomerMessage(entry.customer),
  partySize: entry.party,
  state: STATES[entry.status],
  position,
  bookingId: entry.offerExpires ? toTypeId('bkg', entry.id) : '',
  ...(entry.offerExpires && { offerExpireTime: timestampFromDate(entry.offerExpires) }),
  history: entry.history.map(({ status, actor, reason, time }) => ({ state: STATES[status], actor, reason, time: timestampFromDate(time) })),
  createTime: timestampFromDate(entry.joined),
  etag: etagOf(entry),
});

const toWindow = ({ from, to, staffId, durationMinutes }: TimeWindow, offeringId: string): MessageInitShape<typeof TimeWindowSchema> => ({
  offeringId: toTypeId('off', offeringId),
  fromTime: timestampFromDate(from),
  toTime: timestampFromDate(to),
  staffId: staffId === undefined ? '' : toTypeId('stf', staffId),
  durationMinutes,
});
