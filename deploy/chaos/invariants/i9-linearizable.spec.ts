import { CreateBookingRequestSchema, CreateBookingResponseSchema } from '@berth/sdk';
import { create, fromBinary, toBinary, toJsonString } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { fromTypeId, newId, toTypeId } from '#runtime/ids.ts';
import type { Call } from '../load/call-log.ts';
import type { Evidence } from './evidence.ts';
import { linearizable } from './i9-linearizable.ts';

const NINE = Date.UTC(2027, 0, 4, 9);
const OFFERING = newId();

/** Somebody asks for places of a time and is told within two moments whether they have them. */
function asks(sent: number, partySize: number, granted: boolean, start = NINE): Call {
  const request = create(CreateBookingRequestSchema, { offeringId: toTypeId('off', OFFERING), partySize, place: { case: 'slot', value: { startTime: timestampFromMs(start) } } });
  const reply = toBinary(CreateBookingResponseSchema, create(CreateBookingResponseSchema, { booking: { id: toTypeId('bkg', newId()) } }));
  return {
    sent, answered: sent + 1, tenant: 't', customer: `customer ${sent}`, method: 'CreateBooking', requestId: `request ${sent}`, request: toJsonString(CreateBookingRequestSchema, request),
    ...(granted ? { outcome: 'ok', bytes: Buffer.from(reply).toString('base64') } : { outcome: 'refused', reason: 'SLOT_TAKEN' }),
  };
}

/** What is said of these calls where so many guests share a time; every booking was confirmed and kept. */
function judge(capacity: number, calls: readonly Call[]): Promise<readonly string[]> {
  const tables: readonly (readonly [about: string, rows: readonly object[]])[] = [
    ['from booking_rules', capacity > 1 ? [{ id: OFFERING, capacity }] : []],
    ['from booking', calls.flatMap(({ bytes }) => (bytes === undefined ? [] : [{ id: idIn(bytes), status: 'confirmed', fence: 1, expires: 0, starts: 0, ends: 0 }]))],
    ['from session', []],
  ];
  const evidence: Evidence = {
    calls, tenants: [], services: [], payments: () => [], deliveries: () => [], tracked: () => [], subscribers: new Map(),
    rows: () => async <R extends object>(sql: string) => [...(tables.find(([about]) => sql.includes(about))?.[1] ?? [])] as R[],
  };
  return linearizable.check(evidence);
}

const idIn = (bytes: string): string => fromTypeId('bkg', fromBinary(CreateBookingResponseSchema, Buffer.from(bytes, 'base64')).booking?.id ?? '', 'id');

const HALF_PAST = NINE + 1_800_000;

describe('I9', () => {
  it('lets guests share the time of a class, up to its places, and nobody share any other', async () => {
    const two = [asks(1, 1, true), asks(3, 1, true)];
    expect(await judge(2, two)).to.deep.equal([]);
    expect((await judge(1, two)).join()).to.match(/calendar .*no order explains/s);
    expect((await judge(2, [...two, asks(5, 1, true)])).join()).to.match(/classes of 2 .*no order explains/s);
    expect((await judge(2, [asks(1, 2, true), asks(3, 1, true)])).join()).to.match(/classes of 2 .*no order explains/s);
  });

  it('sees the refusal of a place that a class has, and believes one where it has too few', async () => {
    expect((await judge(3, [asks(1, 1, true), asks(3, 2, false)])).join()).to.match(/classes of 3 .*no order explains/s);
    expect(await judge(3, [asks(1, 2, true), asks(3, 2, false)])).to.deep.equal([]);
  });

  it('sees two classes of one person at times that overlap', async () => {
    expect((await judge(3, [asks(1, 1, true), asks(3, 1, true, HALF_PAST)])).join()).to.match(/classes of 3 .*no order explains/s);
    expect(await judge(3, [asks(1, 1, true), asks(3, 1, false, HALF_PAST)])).to.deep.equal([]);
  });
});
