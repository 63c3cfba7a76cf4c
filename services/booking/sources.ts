/** What booking asks other services for, always on the caller's behalf or as itself in the caller's tenant. */
import { CatalogService } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { PaymentService } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { PayableKind } from '#proto/berth/type/v1/payable_pb.ts';
import { UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import type { Caller } from '../runtime/actor/types.ts';
import { Failure } from '../runtime/errors.ts';
import { toTypeId } from '../runtime/ids.ts';
import { connectTo } from '../runtime/rpc/client.ts';
import type { Runtime } from '../runtime/service.ts';
import type { BookingSources } from './actors/booking.actor.ts';
import { createCheckInTokens } from './check-in-token.ts';
import type { BookingConfig } from './config.ts';
import { gather } from '../runtime/db/gather.ts';
import { createGlance } from './db/glance.ts';
import type { QuestionSource } from './queries/availability-question.ts';
import { loadCopies } from './queries/find-customer.ts';
import { createForesight } from './queries/foresight.ts';
import type { PaymentSource } from './queries/get-checkout.ts';

/** An API key has scopes for what it asks of us, not for what we have to ask others for it. */
const onBehalfOf = (caller: Caller): Caller => (caller.scopes ? { tenantId: caller.tenantId, subject: 'service:booking', roles: ['service'] } : caller);

export function createSources(runtime: Runtime, config: BookingConfig): BookingSources & PaymentSource & QuestionSource {
  const users = connectTo(UserService, { ...runtime, address: config.userAddress });
  const catalog = connectTo(CatalogService, { ...runtime, address: config.catalogAddress });
  const payments = connectTo(PaymentService, { ...runtime, address: config.paymentAddress });
  return {
    checkInTokens: createCheckInTokens(config.runtime.internalSigningKey),
    glance: createGlance(),
    foresight: createForesight(),
    customerCopy: gather(loadCopies),
    async profileOf(caller, signal) {
      const { user } = await users.getMe({}, { caller, signal });
      if (!user) throw new Failure({ code: 'NOT_FOUND', reason: 'NOT_FOUND', message: 'Your account is not known to this business.' });
      return user;
    },
    async offeringOf(id, caller, signal) {
      const { offering } = await catalog.getOffering({ offering: { case: 'id', value: toTypeId('off', id) } }, { caller: onBehalfOf(caller), signal });
      if (!offering) throw new TypeError('the catalog answered without an offering');
      return offering;
    },
    paymentSessionOf: (bookingId, { tenantId }, signal) =>
      payments.getPaymentSession(
        { payable: { kind: PayableKind.BOOKING, id: bookingId } },
        { caller: { tenantId, subject: 'service:booking', roles: ['service'] }, signal },
      ),
  };
}
