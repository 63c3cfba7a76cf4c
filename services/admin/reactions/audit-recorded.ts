/** A service tells of something that the audit log keeps. */
import { AuditRecordedSchema } from '#proto/berth/runtime/v1/audit_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { append, type AuditIntake } from '../actors/audit.actor.ts';
import { auditChainKey } from '../keys.ts';

/** `sources`: the services there are, each of which tells. */
export const auditRecorded = (actor: AuditIntake, sources: readonly string[]) =>
  reaction({
    event: AuditRecordedSchema,
    actor,
    sources,
    standsAlone: true,
    route: ({ fact }, _, { tenantId }) => (fact ? [auditChainKey(tenantId)] : []),
    turn(turn, { fact }, { source }) {
      if (fact) append(turn, source, [fact]);
    },
  });
