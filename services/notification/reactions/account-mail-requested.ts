/** Somebody is to get a mail about their account. */
import { AccountMailRequestedSchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { accountMailActor } from '../actors/account-mail.actor.ts';
import { tenantUnknown } from '../actors/notification.actor.ts';
import { begun } from '../domain/account-mail.ts';
import { sendAccountMail } from '../effects/send-account-mail.ts';
import { accountMailIdOf, accountMailKey, tenantKey } from '../keys.ts';
import { fromAccountMail } from '../mapping.ts';

export const accountMailRequested = reaction({
  event: AccountMailRequestedSchema,
  actor: accountMailActor,
  // A kind that this version cannot write yet is none of its business.
  route: (event, _, { id, tenantId }) => (fromAccountMail(event) ? [accountMailKey(accountMailIdOf(id)), tenantKey(tenantId)] : []),
  turn(turn, event, { id }) {
    const facts = fromAccountMail(event);
    const { tenant } = turn.state;
    if (!facts) return;
    if (!tenant) throw tenantUnknown();
    const userId = event.userId === '' ? undefined : fromTypeId('usr', event.userId, 'user_id');
    turn.apply({ events: [begun(accountMailIdOf(id), userId, facts, turn.now)] });
    // A link that has ended is not worth a mail.
    turn.effect(sendAccountMail, { tenant, mail: facts }, facts.link && { deadline: new Date(facts.link.expires) });
  },
});
