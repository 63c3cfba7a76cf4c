/** What others hear of a payment. Once it was given up, only how it ends is of interest. */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  PaymentAuthorizedSchema, PaymentCancelledSchema, PaymentCreatedSchema, PaymentFailedSchema, PaymentRefundedSchema, PaymentSucceededSchema,
} from '#proto/berth/payment/v1/payment_events_pb.ts';
import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import type { Published } from '../../runtime/actor/types.ts';
import { toTypeId } from '../../runtime/ids.ts';
import type { Payment } from '../domain/payment.ts';
import { paymentKey } from '../keys.ts';
import { toMoney, toPayment } from '../mapping.ts';
import type { Event, State } from './payment-state.ts';

export function publish(event: Event, { payment }: State): Published | undefined {
  if (!payment) return undefined;
  const given = payment.released !== undefined;
  switch (event.type) {
    case 'intentCreated':
      return given ? undefined : about(payment, PaymentCreatedSchema, { payment: toPayment(payment) });
    case 'authorized':
      return given ? undefined : about(payment, PaymentAuthorizedSchema, { payment: toPayment(payment), fence: payment.fence });
    case 'attemptFailed':
      return given ? undefined : about(payment, PaymentFailedSchema, { payment: toPayment(payment), reason: event.attempt.reason, final: false });
    case 'captured':
      return about(payment, PaymentSucceededSchema, {
        payment: toPayment(payment),
        fence: payment.captureFence ?? 0n,
        captureTime: timestampFromDate(event.at),
      });
    case 'failed':
      return about(payment, PaymentFailedSchema, { payment: toPayment(payment), reason: event.reason, final: true });
    case 'cancelled':
      return about(payment, PaymentCancelledSchema, { payment: toPayment(payment), reason: event.reason });
    case 'refundMoved':
      if (event.refund.status !== 'succeeded') return undefined;
      return about(payment, PaymentRefundedSchema, { payment: toPayment(payment), amount: toMoney(event.refund.amount), reason: event.refund.reason });
    default:
      return undefined;
  }
}

const about = <D extends DescMessage>({ id }: Payment, schema: D, payload: MessageInitShape<D>): Published => ({
  key: paymentKey(id),
  subject: toTypeId('pay', id),
  schema,
  payload,
});
