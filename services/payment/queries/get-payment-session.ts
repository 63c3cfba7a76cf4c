/** What a page needs to take a payment. The provider's secret leaves here and nowhere else, to the payable's coordinator only. */
import type { GetPaymentSessionRequest } from '#proto/berth/payment/v1/payment_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { invalidField } from '../../runtime/errors.ts';
import { findAccount, findActiveAccount } from '../db/payment-account-store.ts';
import { loadPayments } from '../db/payment-store.ts';
import { type Payment, RANK } from '../domain/payment.ts';
import { paymentIdOf } from '../keys.ts';
import { fromPayable, toPayment } from '../mapping.ts';
import { PLATFORM_ACCOUNT } from '../stripe/accounts.ts';

export const getPaymentSession =
  (platformKey: string) =>
  async ({ db }: View, { payable }: GetPaymentSessionRequest) => {
    if (!payable) throw invalidField('payable', 'must be given');
    const id = paymentIdOf(fromPayable(payable).id);
    const found = (await loadPayments(db, [id])).get(id);
    if (!found) return { publishableKey: (await findActiveAccount(db))?.account.publishableKey ?? platformKey };
    const { account } = found.payment;
    const publishableKey = account === PLATFORM_ACCOUNT ? platformKey : ((await findAccount(db, account))?.publishableKey ?? '');
    return { payment: toPayment(found.payment, found.version), clientSecret: secretOf(found.payment), publishableKey };
  };

/** A payment that cannot be paid any more has no secret to give. */
const secretOf = ({ status, released, clientSecret = '' }: Payment): string =>
  RANK[status] < RANK.authorized && released === undefined ? clientSecret : '';
