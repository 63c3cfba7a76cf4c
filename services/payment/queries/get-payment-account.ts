/** The account that a business's new payments go to, and whether the provider's webhooks reach us. */
import type { View } from '../../runtime/actor/types.ts';
import { findActiveAccount, lastWebhookOf } from '../db/payment-account-store.ts';
import { toPaymentAccount } from '../payment-account-mapping.ts';

export async function getPaymentAccount({ db }: View) {
  const found = await findActiveAccount(db);
  if (!found) return {};
  const { account, version } = found;
  return { account: toPaymentAccount(account, version, await lastWebhookOf(db, account.id)) };
}
