/**
 * The seal on the end of an audit log: a MAC under a key that the database does not hold, so that whoever writes a whole chain
 * anew, or cuts it, cannot make its end look like ours.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Keyring } from '../runtime/secrets/keyring.ts';
import type { AuditChain, Mark } from './domain/audit-chain.ts';

/** What is sealed: where the log begins and ends, and how long it is kept. */
export type Sealed = Pick<AuditChain, 'id' | 'head' | 'base' | 'retentionDays'>;

export interface AuditSeal {
  make(chain: Sealed): Buffer;
  /** True for seals that one of our keys made. */
  isOurs(chain: Sealed, seal: Uint8Array): boolean;
  /** A place that a verification has come to, with what vouches for it, so that nobody makes one up. */
  placeAt(tenantId: string, at: Mark): string;
  /** The place in a text; nothing when none of our keys vouches for it. */
  readPlace(tenantId: string, place: string): Mark | undefined;
}

export function auditSeal(keyring: Keyring): AuditSeal {
  const keys = keyring.macKeys('berth audit log');
  const vouching = keyring.macKeys('berth audit verification');
  const voucherOf = (key: Buffer, tenantId: string, { sequence, hash }: Mark): string =>
    createHmac('sha256', key).update(`${tenantId}\n${sequence}\n${hex(hash)}`).digest('base64url');
  const macOf = (key: Buffer, { id, head, base, retentionDays }: Sealed): Buffer =>
    createHmac('sha256', key).update(JSON.stringify([id, `${head.sequence}`, hex(head.hash), `${base.sequence}`, hex(base.hash), retentionDays])).digest();
  return {
    make: (chain) => macOf(keys[0], chain),
    isOurs: (chain, seal) => keys.some((key) => isSame(macOf(key, chain), seal)),
    placeAt: (tenantId, at) => [`${at.sequence}`, hex(at.hash), voucherOf(vouching[0], tenantId, at)].join('.'),
    readPlace(tenantId, place) {
      const [, sequence, hash, voucher] = PLACE.exec(place) ?? [];
      if (sequence === undefined || hash === undefined || voucher === undefined) return undefined;
      const at = { sequence: BigInt(sequence), hash: Buffer.from(hash, 'hex') };
      return vouching.some((key) => isSame(voucherOf(key, tenantId, at), voucher)) ? at : undefined;
    },
  };
}

const PLACE = /^(\d{1,18})\.([0-9a-f]{64})\.([\w-]{43})$/;

function isSame(a: string | Uint8Array, b: string | Uint8Array): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
