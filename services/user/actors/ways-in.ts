/** Changes in how somebody signs in: right after they proved who they are, one after the other, and told to them by mail, since it may have been another. */
import type { ClientOrigin } from '#proto/berth/type/v1/client_origin_pb.ts';
import { Failure } from '../../runtime/errors.ts';
import { accountChanged, type AccountEvent, type Identity } from '../domain/account.ts';
import type { AccountMail, WayInChange } from '../domain/activity.ts';
import { isRecent } from '../domain/social.ts';
import { emailKey } from '../keys.ts';
import { fromOrigin } from '../mapping.ts';
import type { AccountTurn } from './account-rules.ts';
import { acted } from './arrivals.ts';

/** Whether the session that the turn holds was opened a moment ago: whoever finds an open one must not add a way in of their own. */
export const hasRecentSession = ({ state: { session }, now }: AccountTurn): boolean => session !== undefined && isRecent(session.created, now);

/** Raises `ACCOUNT_CHANGED` when the account is not as it was when its ways in were counted: then they are counted again. */
export function asCounted({ version }: Identity, counted: Identity): void {
  if (version !== counted.version) throw new Failure(accountChanged());
}

/** A copy, which is written though nothing in it changed: of two changes of somebody's ways in, in whatever businesses, the second is prepared anew. */
export const touched = (owner: Identity): AccountEvent => ({ type: 'identityChanged', emailKey: emailKey(owner.email), identity: { ...owner, version: owner.version + 1n } });

/** Mails the owner of an account, whose profile the turn holds. An address that nobody has proved may be a stranger's, who gets no mails of somebody's choice. */
export function mailOwner(turn: AccountTurn, { id: userId, email, verified }: Identity, kind: AccountMail['kind']): void {
  if (!verified) return;
  const displayName = turn.state.profiles.get(userId)?.displayName ?? '';
  turn.apply({ events: [{ type: 'mailed', mail: { kind, emailKey: emailKey(email), userId, email, displayName } }] });
}

/** Tells the audit log and the owner; `owner` is the account as it is now. */
export function tellOfWayIn(turn: AccountTurn, owner: Identity, kind: WayInChange, origin: ClientOrigin | undefined): void {
  turn.apply({ events: [acted({ kind, emailKey: emailKey(owner.email), userId: owner.id, origin: fromOrigin(origin) })] });
  mailOwner(turn, owner, kind);
}
