/** The token of a link, for the mail that carries it: made when it is asked for, so that it lies in no table and no event. */
import type { GetMailLinkTokenRequest } from '#proto/berth/user/v1/account_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { loadLinks } from '../db/link-store.ts';
import { isGood, linkInvalid } from '../domain/mail-link.ts';
import type { Tokens } from '../tokens.ts';

export const getMailLinkToken = (tokens: Tokens) => async ({ caller, db, now }: View, { linkId, serial }: GetMailLinkTokenRequest) => {
  const id = fromTypeId('lnk', linkId, 'link_id');
  if (!isGood((await loadLinks(db, [id])).get(id), serial, now)) throw new Failure(linkInvalid());
  return { token: tokens.link.make(caller.tenantId, { id, number: serial }) };
};
