/**
 * The code that a customer shows at the door: a booking, its tenant and the fence of its place, signed with a key of this service's
 * own. 53 bytes, so that the QR code stays coarse enough for a scratched screen.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'uuid';
import { Failure } from '../runtime/errors.ts';

export interface CheckInToken {
  readonly bookingId: string;
  /** Of the place: a booking that was moved has another one. */
  readonly fence: bigint;
}

export interface CheckInTokens {
  issue(tenantId: string, token: CheckInToken): string;
  /** Throws `INVALID_ARGUMENT`, worded alike for what is forged, damaged, or another business's. */
  read(token: string, tenantId: string): CheckInToken;
}

const VERSION = 1;
const BODY_BYTES = 1 + 16 + 16 + 4;
const SIGNATURE_BYTES = 16;

/** `secret` is the service's signing key; with another one, codes have to be fetched anew. */
export function createCheckInTokens(secret: string): CheckInTokens {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'berth booking check-in', 32));
  const signatureOf = (body: Uint8Array): Buffer => createHmac('sha256', key).update(body).digest().subarray(0, SIGNATURE_BYTES);
  return {
    issue(tenantId, { bookingId, fence }) {
      const body = Buffer.alloc(BODY_BYTES);
      body.writeUInt8(VERSION, 0);
      body.set(parse(tenantId), 1);
      body.set(parse(bookingId), 17);
      body.writeUInt32BE(Number(fence), 33);
      return Buffer.concat([body, signatureOf(body)]).toString('base64url');
    },
    read(token, tenantId) {
      const bytes = Buffer.from(token, 'base64url');
      const body = bytes.subarray(0, BODY_BYTES);
      const whole = bytes.length === BODY_BYTES + SIGNATURE_BYTES && bytes.toString('base64url') === token;
      if (!whole || !timingSafeEqual(bytes.subarray(BODY_BYTES), signatureOf(body))) throw unknown();
      if (body.readUInt8(0) !== VERSION || stringify(body.subarray(1, 17)) !== tenantId) throw unknown();
      return { bookingId: stringify(body.subarray(17, 33)), fence: BigInt(body.readUInt32BE(33)) };
    },
  };
}

const unknown = (): Failure =>
  new Failure({
    code: 'INVALID_ARGUMENT',
    reason: 'CHECK_IN_TOKEN_INVALID',
    message: 'This code is not one of this business’s. Look the booking up by its name or code.',
    violations: [{ field: 'token', description: 'must be a check-in code of this business' }],
  });
