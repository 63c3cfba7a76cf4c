/** Tells of changes in how somebody signs in: whoever owns the address hears of each by mail, since it may have been another. */
import type { ClientOrigin } from '#proto/berth/type/v1/client_origin_pb.ts';
import type { Identity } from '../domain/account.ts';
import type { AccountMail, WayInChange } from '../domain/activity.ts';
import { emailKey } from '../keys.ts';
import { fromOrigin } from '../mapping.ts';
import type { AccountTurn } from './account-rules.ts';
import { acted } from './arrivals.ts';

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
