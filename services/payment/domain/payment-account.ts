/** A tenant's own accounts at the provider: new payments go to the active one; another is kept while payments may need it, and no longer. */
import { reject, type Rejection } from '../../runtime/errors.ts';

/** A secret as it is stored. */
export interface SealedSecret {
  readonly sealed: string;
  readonly last4: string;
}

export interface PaymentAccount {
  readonly id: string;
  readonly provider: 'stripe';
  /** The provider's id of it. */
  readonly reference: string;
  readonly mode: PaymentAccountMode;
  readonly publishableKey: string;
  readonly secretKey: SealedSecret;
  /** Of its webhook endpoint: two while one is changed. */
  readonly webhookSecrets: readonly SealedSecret[];
  /** Whether new payments go to it. */
  readonly active: boolean;
  /** When anything last happened to a payment that began with it and came to something, or still may. */
  readonly lastPayment?: Date | undefined;
  readonly created: Date;
  readonly updated: Date;
}

export type PaymentAccountMode = 'test' | 'live';

/** All that a tenant has, or had. */
export interface PaymentAccounts {
  /** Of their key, see `keys.ts`. */
  readonly id: string;
  readonly accounts: readonly PaymentAccount[];
}

/** What an administrator set. `secretKey` and `webhookSecrets` are absent when they stay as they are. */
export interface WantedAccount {
  readonly id: string;
  readonly reference: string;
  readonly mode: PaymentAccountMode;
  readonly publishableKey: string;
  readonly secretKey: SealedSecret | undefined;
  readonly webhookSecrets: readonly SealedSecret[] | undefined;
}

/** Changing accounts back and forth makes no new ones; twenty are more than anybody has. */
const MOST = 20;

export const activeOf = (accounts: readonly PaymentAccount[]): PaymentAccount | undefined => accounts.find(({ active }) => active);

/** The accounts with this one active. */
export function withAccount(
  { id, accounts }: PaymentAccounts,
  wanted: WantedAccount,
  at: Date,
): { readonly accounts: PaymentAccounts } | { readonly rejection: Rejection } {
  const known = accounts.find((account) => account.id === wanted.id);
  const secretKey = wanted.secretKey ?? (known?.active ? known.secretKey : undefined);
  if (!secretKey) return { rejection: accountChanged() };
  if (!known && accounts.length >= MOST) {
    return { rejection: reject('TOO_MANY_PAYMENT_ACCOUNTS', `A business may have had ${MOST} accounts at the provider. Set one of those again.`) };
  }
  const { reference, mode, publishableKey, webhookSecrets = known?.webhookSecrets ?? [] } = wanted;
  const account: PaymentAccount = {
    id: wanted.id, provider: 'stripe', reference, mode, publishableKey, secretKey, webhookSecrets, active: true, lastPayment: known?.lastPayment, created: known?.created ?? at, updated: at,
  };
  return { accounts: { id, accounts: [...accounts.filter((other) => other.id !== wanted.id).map((other) => rested(other, at)), account] } };
}

/**
 * How long the keys of an account that is not active stay after anything last happened to its payments: those are asked for, captured and given back
 * with them, and what was booked a year ahead may be cancelled until then.
 */
const NEEDED_FOR_DAYS = 400;
/** A payment that is just beginning may not be seen yet. */
const RESTS_FOR_DAYS = 1;
const DAY_MS = 24 * 3_600_000;

/** The accounts but for those whose keys nothing needs any more; the same when there are none. */
export function withoutUnneeded(accounts: PaymentAccounts, at: Date): PaymentAccounts {
  const daysSince = (date: Date): number => (at.getTime() - date.getTime()) / DAY_MS;
  const kept = accounts.accounts.filter(
    ({ active, updated, lastPayment }) => active || daysSince(updated) < RESTS_FOR_DAYS || (lastPayment && daysSince(lastPayment) < NEEDED_FOR_DAYS),
  );
  return kept.length === accounts.accounts.length ? accounts : { ...accounts, accounts: kept };
}

/** When to look for such accounts next; nothing while none rests. */
export const nextTidying = ({ accounts }: PaymentAccounts, at: Date): Date | undefined =>
  accounts.some(({ active }) => !active) ? new Date(at.getTime() + RESTS_FOR_DAYS * DAY_MS) : undefined;

/** The accounts with none active. */
export const withoutActive = ({ id, accounts }: PaymentAccounts, at: Date): PaymentAccounts => ({
  id,
  accounts: accounts.map((account) => rested(account, at)),
});

const rested = (account: PaymentAccount, at: Date): PaymentAccount => (account.active ? { ...account, active: false, updated: at } : account);

/** Another account became the active one between the look at it and the change. */
export const accountChanged = (): Rejection => reject('PAYMENT_ACCOUNT_CHANGED', 'The account was changed by somebody else. Look at it and try again.', { code: 'ABORTED' });
