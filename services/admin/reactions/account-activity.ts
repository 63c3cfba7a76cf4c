/** Something happened to an account, or was refused. */
import { AccountActivitySchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { append, type AuditIntake } from '../actors/audit.actor.ts';
import { auditChainKey } from '../keys.ts';
import { fromActivity } from '../mapping.ts';

export const accountActivity = (actor: AuditIntake) =>
  reaction({
    event: AccountActivitySchema,
    actor,
    route: (_event, _read, { tenantId }) => [auditChainKey(tenantId)],
    turn(turn, activity, envelope) {
      append(turn, envelope.source, [fromActivity(activity, envelope)]);
    },
  });
