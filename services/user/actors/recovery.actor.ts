/** Proved addresses and forgotten passwords, by links that are mailed: each works once, and no answer tells who has an account. */
import { AccountService } from '#proto/berth/user/v1/account_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import type { PrepareContext } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { ownIdentity } from '../db/identity-store.ts';
import { linkedOf } from '../db/linked-identity-store.ts';
import { loadLinks } from '../db/link-store.ts';
import type { MailBudget } from '../db/mail-budget.ts';
import { accountChanged, normalizeEmail, withPassword, type Identity } from '../domain/account.ts';
import { checkPassword } from '../domain/password-rules.ts';
import { isGood, linkInvalid, linkOfAnother, tooManyMails, type LinkPurpose, type MailLink } from '../domain/mail-link.ts';
import { emailKey, identityKey, linkedKey, linkIdOf, linkKey, profileKey } from '../keys.ts';
import { fromOrigin } from '../mapping.ts';
import type { Numbered } from '../numbered-tokens.ts';
import { hashPassword } from '../passwords.ts';
import type { Tokens } from '../tokens.ts';
import { accountRules, type AccountTurn } from './account-rules.ts';
import { needOpenSession } from './arrivals.ts';
import { ownerOf } from './credentials.ts';
import { mayMail, sendLink } from './mail-links.ts';
import { mailOwner } from './ways-in.ts';

interface Followed {
  readonly token: Numbered;
  readonly email: string;
}

interface NewPassword extends Followed {
  /** Absent when the link is good for nothing any more. */
  readonly passwordHash: string | undefined;
  /** Ids of the accounts at providers that are linked. */
  readonly linked: readonly string[];
}

interface Asked {
  readonly email: string;
  readonly identity: Identity | undefined;
  /** As far as other businesses' mails go. */
  readonly mayMail: boolean;
}

export const recoveryActor = (tokens: Tokens, budget: MailBudget) => {
  /** The link that a token stands for; whether it is good still is decided in the turn. */
  async function follow(text: string, purpose: LinkPurpose, { caller, db }: PrepareContext): Promise<Followed & { readonly link: MailLink }> {
    const token = tokens.link.read(caller.tenantId, text);
    const link = (await loadLinks(db, [token.id])).get(token.id);
    if (link?.purpose !== purpose) throw new Failure(linkInvalid());
    return { token, link, email: link.email };
  }
  return actor({
    name: 'recovery',
    service: AccountService,
    ...accountRules,
    commands: {
      requestEmailVerification: {
        async prepare(_, view): Promise<Identity> {
          const identity = await ownIdentity(view.db, view.caller);
          if (!identity.verified && !(await mayMail(budget, view, 'verify_email', identity))) throw new Failure(tooManyMails());
          return identity;
        },
        route: (_, { id, email }: Identity) => [linkKey(linkIdOf('verify_email', email)), identityKey(email), profileKey(id)],
        turn(turn, { origin }, { id, email }: Identity) {
          const owner = turn.state.identities.get(emailKey(email));
          if (!owner || owner.verified) return {};
          const sent = sendLink(turn, 'verify_email', owner);
          if ('rejection' in sent) throw new Failure(sent.rejection);
          act(turn, 'verification_requested', email, id, origin);
          return {};
        },
      },
      verifyEmail: {
        anew: [accountChanged().reason],
        prepare: ({ token }, context) => follow(token, 'verify_email', context),
        route,
        turn(turn, { origin }, followed: Followed) {
          const owner = spend(turn, followed);
          // Who has the mailbox may not be who made the account: the link counts for who has both.
          if (owner.id !== turn.caller.subject) throw new Failure(linkOfAnother());
          needOpenSession(turn, owner);
          turn.apply({ events: [{ type: 'identityChanged', emailKey: emailKey(owner.email), identity: { ...owner, verified: turn.now } }] });
          act(turn, 'email_verified', owner.email, owner.id, origin);
          return {};
        },
      },
      requestPasswordReset: {
        async prepare({ email }, view): Promise<Asked> {
          const address = normalizeEmail(email);
          const identity = await ownerOf(view, address);
          return { email: address, identity, mayMail: identity !== undefined && (await mayMail(budget, view, 'reset_password', identity)) };
        },
        route: (_, { email, identity }: Asked) => [
          linkKey(linkIdOf('reset_password', email)), identityKey(email), ...(identity ? [profileKey(identity.id)] : []),
        ],
        turn(turn, { origin }, { email, identity, mayMail: may }: Asked) {
          act(turn, 'password_reset_requested', email, identity?.id, origin);
          // One mail more than there may be is not sent, and not told: that would say that there is an account.
          if (identity && may) sendLink(turn, 'reset_password', identity);
          return {};
        },
      },
      resetPassword: {
        anew: [accountChanged().reason],
        async prepare({ token, newPassword }, context): Promise<NewPassword> {
          const followed = await follow(token, 'reset_password', context);
          checkPassword(newPassword, followed.email, 'new_password');
          // Nobody gets a hash made with a link of yesterday; but a request that used it may be repeated.
          const good = isGood(followed.link, followed.token.number, context.now);
          const { userId } = followed.link;
          const linked = userId === undefined ? [] : (await linkedOf(context.db, userId)).map(({ id }) => id);
          return { ...followed, linked, passwordHash: good ? await hashPassword(newPassword) : undefined };
        },
        route: (request, facts: NewPassword) => [...route(request, facts), ...facts.linked.map(linkedKey)],
        turn(turn, { origin }, { passwordHash, linked, ...followed }: NewPassword) {
          if (passwordHash === undefined) throw new Failure(linkInvalid());
          const owner = spend(turn, followed);
          // What was added before anybody proved the address may be of whoever registered it without having it.
          const secondFactor = owner.verified ? owner.secondFactor : undefined;
          const unlinked = owner.verified ? [] : linked.map((id) => ({ type: 'identityUnlinked', id }) as const);
          const identity = { ...withPassword(owner, passwordHash), secondFactor, verified: owner.verified ?? turn.now };
          turn.apply({ events: [{ type: 'identityChanged', emailKey: emailKey(owner.email), identity }, ...unlinked] });
          mailOwner(turn, identity, 'password_changed');
          act(turn, 'password_reset', owner.email, owner.id, origin);
          return {};
        },
      },
    },
  });
};

const route = (_: unknown, { token, email }: Followed) => [linkKey(token.id), identityKey(email)];

/** Uses a link up and gives the owner of its address; raises `LINK_INVALID` when another turn was first. */
function spend(turn: AccountTurn, { token, email }: Followed): Identity {
  const link: MailLink | undefined = turn.state.links.get(token.id);
  const owner = turn.state.identities.get(emailKey(email));
  if (!owner || !isGood(link, token.number, turn.now) || owner.id !== link.userId) throw new Failure(linkInvalid());
  turn.need(profileKey(owner.id));
  turn.apply({ events: [{ type: 'linkChanged', link: { ...link, used: turn.now } }] });
  return owner;
}

type Act = Parameters<typeof fromOrigin>[0];

function act(turn: AccountTurn, kind: 'verification_requested' | 'email_verified' | 'password_reset_requested' | 'password_reset', email: string, userId: string | undefined, origin: Act): void {
  turn.apply({ events: [{ type: 'acted', activity: { kind, emailKey: emailKey(email), userId, origin: fromOrigin(origin) } }] });
}
