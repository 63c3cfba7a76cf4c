/** What a passkey signs: made for one purpose, person and business, good for five minutes. Nothing is stored before it was used. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'uuid';
import { newId } from '../runtime/ids.ts';
import type { Keyring } from '../runtime/secrets/keyring.ts';

/** What a challenge is for; `userId` is empty when it is to tell who signs in. */
export interface ChallengeScope {
  readonly purpose: 'register' | 'sign_in';
  readonly tenantId: string;
  readonly userId: string;
}

export interface Challenge {
  /** A uuid; who uses the challenge keeps it until `expires`. */
  readonly id: string;
  readonly expires: Date;
}

export interface Challenges {
  make(scope: ChallengeScope, now: Date): Uint8Array<ArrayBuffer>;
  /** The challenge in base64url; `undefined` when it is not ours, for something else, or has ended. */
  read(scope: ChallengeScope, challenge: string, now: Date): Challenge | undefined;
}

export const CHALLENGE_MS = 5 * 60_000;
const ID_BYTES = 16;
const TIME_BYTES = 8;
const MAC_BYTES = 32;

export function createChallenges(keyring: Keyring): Challenges {
  const keys = keyring.macKeys('berth passkey challenges');
  const macOf = (macKey: Buffer, { purpose, tenantId, userId }: ChallengeScope, body: Uint8Array): Buffer =>
    createHmac('sha256', macKey).update(`${purpose}\n${tenantId}\n${userId}\n`).update(body).digest();
  return {
    make(scope, now) {
      const time = Buffer.alloc(TIME_BYTES);
      time.writeBigUInt64BE(BigInt(now.getTime() + CHALLENGE_MS));
      const body = Buffer.concat([parse(newId()), time]);
      return Uint8Array.from(Buffer.concat([body, macOf(keys[0], scope, body)]));
    },
    read(scope, challenge, now) {
      const bytes = Buffer.from(challenge, 'base64url');
      if (bytes.length !== ID_BYTES + TIME_BYTES + MAC_BYTES) return undefined;
      const body = bytes.subarray(0, ID_BYTES + TIME_BYTES);
      if (!keys.some((key) => timingSafeEqual(macOf(key, scope, body), bytes.subarray(-MAC_BYTES)))) return undefined;
      const expires = new Date(Number(body.readBigUInt64BE(ID_BYTES)));
      return now < expires ? { id: stringify(body.subarray(0, ID_BYTES)), expires } : undefined;
    },
  };
}
