/**
 * A provider's webhook on its way in, verified over its bytes. One of the platform's account is the provider's word: it is kept once, and taken in
 * by its payment in the same transaction. One of a business's own account could be the business's: it only has the provider asked.
 * The tenant is the one of our own row, never one that the webhook names; what is about no payment of ours is acknowledged and forgotten.
 */
import { type IngestWebhookRequest } from '#proto/berth/payment/v1/payment_service_pb.ts';
import type { Key, PrepareContext } from '../../runtime/actor/types.ts';
import { Failure, invalidField, notFound } from '../../runtime/errors.ts';
import { absorb } from '../domain/facts.ts';
import { findPaymentToldOf, type PaymentToldOf } from '../db/find-payment-told-of.ts';
import { newestWebhookIdOf, paymentKey, webhookKey } from '../keys.ts';
import type { StripeAccounts, WebhookEndpoint } from '../stripe/accounts.ts';
import { type RawWebhook, verifiedEvent } from '../stripe/signature.ts';
import { readEvent, type Told } from '../stripe/webhook.ts';
import type { PaymentTurn } from './payment-state.ts';
import { LOOK_UP, settle } from './settle.ts';

export interface WebhookSettings extends Pick<StripeAccounts, 'endpointOf'> {
  /** Told of every webhook that is turned away: our clock or secret may be wrong, and payments are late until that is mended. */
  refused(reason: string, account: string): void;
}

export interface WebhookFacts {
  readonly told: Told;
  /** Our payment; nothing when it is about none of ours. */
  readonly owner: PaymentToldOf | undefined;
  /** The endpoint's own; nobody's when it is the platform's. */
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
  // Which object of theirs is our payment, a business may not say either.
  const hint = tenantId === undefined ? told.paymentId : undefined;
  const owner = told.view && (await findPaymentToldOf(db, { account, reference: told.view.reference, hint }));
  return { told, owner: tenantId === undefined || owner?.tenantId === tenantId ? owner : undefined, tenantId };
}

async function verified(webhook: RawWebhook, now: Date, { secrets, account }: WebhookEndpoint, { refused }: WebhookSettings): ReturnType<typeof verifiedEvent> {
  try {
    return await verifiedEvent(webhook, secrets, now);
  } catch (error) {
    if (error instanceof Failure) refused(error.reason, account);
    throw error;
  }
}

export const tenantOfWebhook = ({ owner, tenantId }: WebhookFacts): string | undefined => owner?.tenantId ?? tenantId;

export const routeWebhook = ({ told: { webhook }, owner, tenantId }: WebhookFacts): readonly Key[] => [
  ...(owner ? [paymentKey(owner.id)] : []),
  webhookKey(tenantId === undefined ? webhook.id : newestWebhookIdOf(webhook.account)),
];

/** The same event of the platform's account again changes nothing. One about no payment of ours is only acknowledged: sending it again would not help. */
export function takeIn(turn: PaymentTurn, { told: { webhook, view }, owner, tenantId }: WebhookFacts): { duplicate: boolean } {
  if (tenantId !== undefined) return beRemindedBy(turn, webhook);
  if (turn.state.webhook) return { duplicate: true };
  if (!owner || !view) return { duplicate: false };
  const { payment } = turn.apply({ events: [{ type: 'webhookStored', webhook: { ...webhook, paymentId: owner.id } }] });
  if (payment) settle(turn, absorb(payment, view, turn.now));
  return { duplicate: false };
}

/**
 * Of all webhooks of an account the newest leaves a row, without what it said. The provider is asked at the end of the second, once for each payment
 * however many there were in it, and a few times for the account: calls of all businesses share their workers, and who writes webhooks of their own may
 * write many. The row holds the account's last turn; beyond a minute of them, the payment's own reconciliation has to do.
 */
function beRemindedBy(turn: PaymentTurn, { provider, account }: Told['webhook']): { duplicate: boolean } {
  const { payment, webhook } = turn.state;
  const last = webhook?.occurred ?? new Date(0);
  const next = new Date(Math.max(turn.now.getTime(), last.getTime() + SECOND_MS / ASKED_A_SECOND));
  const asks = payment?.reference !== undefined && next.getTime() - turn.now.getTime() <= TURNS_AHEAD_MS;
  const newest = { id: newestWebhookIdOf(account), provider, account, eventId: 'newest', type: '', paymentId: undefined, payload: {}, occurred: asks ? next : last };
  turn.apply({ events: [{ type: 'webhookStored', webhook: newest }] });
  if (asks) turn.remind(LOOK_UP, endOfSecond(next), paymentKey(payment.id));
  return { duplicate: false };
}

const SECOND_MS = 1_000;
/** Look-ups of one account because of its webhooks. */
const ASKED_A_SECOND = 5;
const TURNS_AHEAD_MS = 60_000;
const endOfSecond = (at: Date): Date => new Date(Math.ceil(at.getTime() / SECOND_MS) * SECOND_MS);
