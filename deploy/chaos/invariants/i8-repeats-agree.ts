/** I8: a write that is repeated long after is answered with the same bytes, and its id is good for no other request. */
import { BookingService, berthError, type Berth as Client } from '@berth/sdk';
import { fromJsonString, toBinary } from '@bufbuild/protobuf';
import type { Random } from '../../load/random.ts';
import type { Call } from '../load/call-log.ts';
import type { Invariant } from './evidence.ts';

const SAMPLE = 24;
const { createBooking, cancelBooking } = BookingService.method;

/** Sends the request of a call again, or another one under its id. Gives the reply's bytes in base64, or the refusal. */
export type Repeat = (call: Call, change: boolean) => Promise<string>;

/** Repeats as the customer who made the call; undefined for a customer who is not here. */
export const repeatAs =
  (clientOf: (customer: string) => Client | undefined): Repeat =>
  async ({ method, customer, request }, change) => {
    const client = clientOf(customer);
    if (!client) throw new TypeError(`no customer ${customer}`);
    try {
      if (method === 'CreateBooking') {
        const asked = fromJsonString(createBooking.input, request);
        const reply = await client.bookings.createBooking(change ? { ...asked, note: `${asked.note}, and a window` } : asked);
        return Buffer.from(toBinary(createBooking.output, reply)).toString('base64');
      }
      const asked = fromJsonString(cancelBooking.input, request);
      const reply = await client.bookings.cancelBooking(change ? { ...asked, reason: `${asked.reason}, again` } : asked);
      return Buffer.from(toBinary(cancelBooking.output, reply)).toString('base64');
    } catch (error) {
      const { code, reason } = berthError(error);
      return `${code} ${reason}`;
    }
  };

/** Draws which requests are repeated. */
export const repeatsAgree = (repeat: Repeat, random: Random): Invariant => ({
  name: 'I8',
  meaning: 'A repeated request is answered byte for byte as the first time, and the same id with another body is INVALID_ARGUMENT.',
  async check({ calls }) {
    const found: string[] = [];
    for (const call of sample(calls, random)) {
      const again = await repeat(call, false);
      if (again !== call.bytes) found.push(`${call.method} ${call.requestId} was answered otherwise the second time: ${again} instead of ${call.bytes}`);
      const other = await repeat(call, true);
      if (other !== 'INVALID_ARGUMENT REQUEST_ID_REUSED') found.push(`${call.method} ${call.requestId} with another body was answered ${other}`);
    }
    return found;
  },
});

function sample(calls: readonly Call[], random: Random): Call[] {
  const answered = calls.filter(({ method, outcome }) => outcome === 'ok' && (method === 'CreateBooking' || method === 'CancelBooking'));
  return answered.length === 0 ? [] : Array.from({ length: Math.min(SAMPLE, answered.length) }, () => random.pick(answered));
}
