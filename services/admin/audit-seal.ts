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
  /** Vouches for a place that a verification has come to, so that nobody makes one up. */
  voucher(tenantId: string, at: Mark): string;
  isVoucher(tenantId: string, at: Mark, voucher: string): boolean;
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
    isOurs: (chain, seal) =>
      keys.some((key) => {
        const expected = macOf(key, chain);
        return seal.length === expected.length && timingSafeEqual(seal, expected);
      }),
    voucher: (tenantId, at) => voucherOf(vouching[0], tenantId, at),
    isVoucher: (tenantId, at, voucher) => vouching.some((key) => voucherOf(key, tenantId, at) === voucher),
  };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
