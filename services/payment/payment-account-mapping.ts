/** A payment account as administrators see it: of its secrets the last four characters. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { PaymentAccountMode, type PaymentAccountSchema } from '#proto/berth/payment/v1/payment_account_service_pb.ts';
import { toTypeId } from '../runtime/ids.ts';
import type { PaymentAccount, PaymentAccountMode as Mode } from './domain/payment-account.ts';

const MODES = { test: PaymentAccountMode.TEST, live: PaymentAccountMode.LIVE } as const satisfies Record<Mode, PaymentAccountMode>;

export function toPaymentAccount(account: PaymentAccount, version: bigint, lastWebhook?: Date): MessageInitShape<typeof PaymentAccountSchema> {
  const id = toTypeId('pac', account.id);
  return {
    id,
    provider: account.provider,
    providerReference: account.reference,
    mode: MODES[account.mode],
    publishableKey: account.publishableKey,
    secretKeyLast4: account.secretKey.last4,
    webhookSecretLast4s: account.webhookSecrets.map(({ last4 }) => last4),
    webhookPath: `/webhooks/${account.provider}/${id}`,
    ...(lastWebhook && { lastWebhookTime: timestampFromDate(lastWebhook) }),
    updateTime: timestampFromDate(account.updated),
    etag: String(version),
  };
}
