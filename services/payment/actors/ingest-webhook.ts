/**
 * A provider's webhook on its way in: verified over its bytes, kept once, and taken in by its payment in the same
 * transaction. The tenant is the one of our own row, never one that the webhook names.
 */
import { type IngestWebhookRequest } from '#proto/berth/payment/v1/payment_service_pb.ts';
import type { Key, PrepareContext } from '../../runtime/actor/types.ts';
import { Failure, invalidField, notFound } from '../../runtime/errors.ts';
import { absorb } from '../domain/facts.ts';
import { findPaymentToldOf, type PaymentToldOf } from '../db/find-payment-told-of.ts';
import { paymentKey, webhookKey } from '../keys.ts';
import type { StripeAccounts, WebhookEndpoint } from '../stripe/accounts.ts';
import { type RawWebhook, verifiedEvent } from '../stripe/signature.ts';
import { readEvent, type Told } from '../stripe/webhook.ts';
import type { PaymentTurn } from './payment-state.ts';
import { settle } from './settle.ts';

export interface WebhookSettings extends Pick<StripeAccounts, 'endpointOf'> {
  /** Told of every webhook that is turned away: our clock or secret may be wrong, and payments are late until that is mended. */
  refused(reason: string, account: string): void;
}

export interface WebhookFacts {
  readonly told: Told;
  /** Our payment; nothing when it is about none of ours. */
  readonly owner: PaymentToldOf | undefined;
  /** Whose books it belongs in; the platform's when it is about nobody's payment and came to the platform's account. */
  readonly tenantId: string | undefined;
}

export async function prepareWebhook(request: IngestWebhookRequest, { db, now }: PrepareContext, settings: WebhookSettings): Promise<WebhookFacts> {
  const { provider, headers, body } = request;
  if (provider !== 'stripe') throw invalidField('provider', 'must be stripe', 'UNKNOWN_PROVIDER');
  const endpoint = await settings.endpointOf(request.account, db);
  if (!endpoint) throw notFound('account at stripe', request.account);
  const { account, tenantId } = endpoint;
  const event = await verified({ headers: new Map(headers.map(({ name, value }) => [name, value])), body }, now, endpoint, settings);
  const told = readEvent(event, account);
  const owner = told.view && (await findPaymentToldOf(db, { account, reference: told.view.reference, hint: told.paymentId }));
  return { told, owner, tenantId: owner?.tenantId ?? tenantId };
}

async function verified(webhook: RawWebhook, now: Date, { secrets, account }: WebhookEndpoint, { refused }: WebhookSettings): ReturnType<typeof verifiedEvent> {
  try {
    return await verifiedEvent(webhook, secrets, now);
  } catch (error) {
    if (error instanceof Failure) refused(error.reason, account);
    throw error;
  }
}

export const routeWebhook = ({ told, owner }: WebhookFacts): readonly Key[] =>
  owner ? [paymentKey(owner.id), webhookKey(told.webhook.id)] : [webhookKey(told.webhook.id)];

/** The same event again changes nothing. One about no payment of ours is kept and acknowledged: sending it again would not help. */
export function takeIn(turn: PaymentTurn, { told, owner }: WebhookFacts): { duplicate: boolean } {
  if (turn.state.webhook) return { duplicate: true };
  const { payment } = turn.apply({ events: [{ type: 'webhookStored', webhook: { ...told.webhook, paymentId: owner?.id } }] });
  if (payment && told.view) settle(turn, absorb(payment, told.view, turn.now));
  return { duplicate: false };
}
