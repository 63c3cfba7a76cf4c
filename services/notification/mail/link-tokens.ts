/** The tokens in links of mails about accounts, fetched from the user service in the tenant's name. */
import { AccountMailService } from '#proto/berth/user/v1/account_service_pb.ts';
import { toTypeId } from '../../runtime/ids.ts';
import { connectTo } from '../../runtime/rpc/client.ts';
import type { Runtime } from '../../runtime/service.ts';

export interface LinkTokens extends Disposable {
  /** The token of a link (its uuid); `FAILED_PRECONDITION` when it is good for nothing any more. */
  tokenOf(link: { readonly id: string; readonly serial: number }, tenantId: string, signal: AbortSignal): Promise<string>;
}

export function createLinkTokens(runtime: Runtime, address: string): LinkTokens {
  const mails = connectTo(AccountMailService, { ...runtime, address });
  return {
    async tokenOf({ id, serial }, tenantId, signal) {
      const caller = { tenantId, subject: 'service:notification', roles: ['service'] as const };
      return (await mails.getMailLinkToken({ linkId: toTypeId('lnk', id), serial }, { caller, signal })).token;
    },
    [Symbol.dispose]: () => mails[Symbol.dispose](),
  };
}
