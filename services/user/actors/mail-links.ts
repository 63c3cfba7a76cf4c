/** Sends links: what turns of several actors do when somebody is to prove an address. */
import type { View } from '../../runtime/actor/types.ts';
import { loadLinks } from '../db/link-store.ts';
import type { MailBudget } from '../db/mail-budget.ts';
import { nextLink, type LinkPurpose } from '../domain/mail-link.ts';
import type { Identity } from '../domain/account.ts';
import { emailKey, linkIdOf } from '../keys.ts';
import type { AccountTurn } from './account-rules.ts';

/** Who gets a link: the owner of an address, or with no id whoever that is. */
type Addressee = Pick<Identity, 'email'> & { readonly id: string | undefined };

/** Whether another mail may go to an address, whatever businesses have mailed it; one that its own business would not send is not counted. */
export async function mayMail(budget: MailBudget, { db, now }: Pick<View, 'db' | 'now'>, purpose: LinkPurpose, { id: userId, email }: Addressee): Promise<boolean> {
  const id = linkIdOf(purpose, email);
  const next = nextLink((await loadLinks(db, [id])).get(id), { id, purpose, email, userId }, now);
  return 'rejection' in next || budget.take(email);
}

/** Mails the next link to an address, or gives the reason why not. The turn holds the link's key and the address's. */
export function sendLink(turn: AccountTurn, purpose: LinkPurpose, { id: userId, email }: Addressee): ReturnType<typeof nextLink> {
  const id = linkIdOf(purpose, email);
  const next = nextLink(turn.state.links.get(id), { id, purpose, email, userId }, turn.now);
  if ('rejection' in next) return next;
  const { link } = next;
  const displayName = (userId === undefined ? undefined : turn.state.profiles.get(userId)?.displayName) ?? '';
  const mail = { kind: purpose, emailKey: emailKey(email), userId, email, displayName, link: { id, serial: link.serial, expires: link.expires } };
  turn.apply({ events: [{ type: 'linkChanged', link }, { type: 'mailed', mail }] });
  return next;
}
