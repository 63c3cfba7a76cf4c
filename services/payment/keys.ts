/** The boundaries of payment's invariants: what one turn locks. */
import type { Key } from '../runtime/actor/types.ts';
import { derivedId } from '../runtime/ids.ts';

export const paymentKey = (id: string): Key => ({ type: 'payment', id });
/** One event of a provider, which counts once however often it is delivered. */
export const webhookKey = (id: string): Key => ({ type: 'webhook', id });
/** Stands for all webhooks of a business's own account. */
export const newestWebhookIdOf = (account: string): string => derivedId('newest webhook', account);

/** All accounts that a tenant has at providers. */
export const accountsKey = (tenantId: string): Key => ({ type: 'payment_accounts', id: derivedId('payment_accounts', tenantId) });

/** A tenant's account at the provider is the same one whenever it is set again. */
export const paymentAccountIdOf = (tenantId: string, reference: string, mode: string): string => derivedId('payment_account', tenantId, reference, mode);

/** The payment of a payable (a uuid): there is one, whoever asks and however often. */
export const paymentIdOf = (payableId: string): string => derivedId('payment', payableId);
