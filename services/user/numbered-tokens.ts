/**
 * Tokens `<id>.<number>.<mac>`: the MAC under a key that never leaves this service makes them unforgeable, so that none is
 * ever stored; what they stand for is a row with that id and its newest number.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Failure, type Rejection } from '../runtime/errors.ts';
import { toTypeId, tryTypeId, type IdPrefix } from '../runtime/ids.ts';
import type { Keyring } from '../runtime/secrets/keyring.ts';

export interface Numbered {
  readonly id: string;
  readonly number: number;
}

export interface NumberedTokens {
  make(tenantId: string, numbered: Numbered): string;
  /** What a token says; raises the refusal when it is not one of ours in this tenant. */
  read(tenantId: string, token: string): Numbered;
}

/** `purpose` tells tokens of one kind from those of another, made with the same keys. */
export function numberedTokens(keyring: Keyring, purpose: string, prefix: IdPrefix, refusal: () => Rejection): NumberedTokens {
  const keys = keyring.macKeys(purpose);
  const mac = (key: Buffer, tenantId: string, { id, number }: Numbered): Buffer => createHmac('sha256', key).update(`${tenantId}\n${id}\n${number}`).digest();
  return {
    make: (tenantId, numbered) => [toTypeId(prefix, numbered.id), numbered.number, mac(keys[0], tenantId, numbered).toString('base64url')].join('.'),
    read(tenantId, token) {
      const [typeId = '', number = '', given = ''] = token.split('.');
      const id = tryTypeId(prefix, typeId);
      if (id === undefined || !/^\d{1,9}$/.test(number)) throw new Failure(refusal());
      const numbered = { id, number: Number(number) };
      const actual = Buffer.from(given, 'base64url');
      if (!keys.some((key) => isSame(actual, mac(key, tenantId, numbered)))) throw new Failure(refusal());
      return numbered;
    },
  };
}

const isSame = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);
