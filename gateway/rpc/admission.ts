/**
 * Who calls, whether they may, and how often: decided by headers alone, before a byte of the request is read, unpacked or parsed.
 * A stranger can make us parse what is open to strangers, and nothing else.
 */
import { createContextKey, type HandlerContext } from '@connectrpc/connect';
import { context } from '@opentelemetry/api';
import type { Caller } from '#runtime/actor/types.ts';
import { PLATFORM_TENANT } from '#runtime/ids.ts';
import { addressGroupOf } from '#runtime/address-group.ts';
import { Failure } from '#runtime/errors.ts';
import type { Logger } from '#runtime/logger.ts';
import { ANONYMOUS, authorize } from '#runtime/rpc/access.ts';
import type { CallerOf } from '../identity/caller.ts';
import type { Limiter } from '../quota/limiter.ts';
import type { Denials } from './denials.ts';
import { EDGE_CALL } from './edge-call.ts';
import { limitAddress, limitCaller, limitWrongKeys } from './rate-limit.ts';
import { refused } from './refused.ts';

export interface AdmissionOptions {
  readonly callerOf: CallerOf;
  readonly limiter: Limiter;
  readonly logger: Logger;
  /** Hears of whoever is not let in. */
  readonly denials: Pick<Denials, 'note'>;
}

/** The caller who was let in. */
export const CALLER = createContextKey<Caller>({ tenantId: PLATFORM_TENANT, subject: ANONYMOUS, roles: [] });

/** Lets a call in, or throws what to answer. */
export const admission =
  ({ callerOf, limiter, logger, denials }: AdmissionOptions) =>
  async (call: HandlerContext): Promise<void> => {
    const { method, values } = call;
    const { within, clientAddress } = values.get(EDGE_CALL);
    let proved: Caller | undefined;
    try {
      await limitAddress(limiter, call);
      const identify = (): Promise<Caller> => context.with(within, () => callerOf(method, call.requestHeader, call.url, (known) => (proved = known)));
      const caller = await limitWrongKeys(limiter, call, identify);
      proved = caller;
      authorize(method, caller);
      await limitCaller(limiter, call, caller);
      values.set(CALLER, caller);
    } catch (error) {
      if (error instanceof Failure) denials.note({ method, caller: proved, context: within, addressGroup: addressGroupOf(clientAddress) }, error);
      throw refused(method, call, logger, error);
    }
  };
