/** The admin service: what operators and the journey view see of the platform at work, and the audit log. */
import { AuditService } from '#proto/berth/admin/v1/audit_service_pb.ts';
import { TraceService } from '#proto/berth/admin/v1/admin_service_pb.ts';
import { OperationsService } from '#proto/berth/runtime/v1/operations_service_pb.ts';
import { reader } from '../runtime/actor/actor.ts';
import type { Database } from '../runtime/db/database.ts';
import type { Logger } from '../runtime/logger.ts';
import { connectTo } from '../runtime/rpc/client.ts';
import { createKeyring } from '../runtime/secrets/keyring.ts';
import { createRuntime, startService, type Overrides, type RunningService, type ServiceParts } from '../runtime/service.ts';
import { auditActors } from './actors/audit.actor.ts';
import { auditSeal, type AuditSeal } from './audit-seal.ts';
import { createVerifier } from './audit-verifier.ts';
import { createBrokenLogs, type BrokenLogs } from './broken-logs.ts';
import type { AdminConfig } from './config.ts';
import { auditStore } from './db/audit-store.ts';
import { SHARED_TABLES } from './db/shared-tables.ts';
import { verifyLogRunner } from './effects/verify-audit-log.ts';
import { exportAuditLog } from './queries/export-audit-log.ts';
import { getAuditLog } from './queries/get-audit-log.ts';
import { getTrace } from './queries/get-trace.ts';
import { listAuditEntries } from './queries/list-audit-entries.ts';
import { operations, type OperationsClient } from './queries/operations.ts';
import { verifyAuditLog } from './queries/verify-audit-log.ts';
import { accountActivity } from './reactions/account-activity.ts';
import { auditRecorded } from './reactions/audit-recorded.ts';
import { startReceiver } from './receiver/receiver.ts';

/** The service with the port of its OTLP receiver. */
export interface RunningAdmin extends RunningService {
  readonly otlpPort: number;
}

export interface AdminOverrides extends Overrides {
  /** Entries of an audit log that are verified in one go. */
  readonly verifiedAtOnce?: number;
}

export async function startAdmin(config: AdminConfig, overrides: AdminOverrides = {}): Promise<RunningAdmin> {
  const runtime = createRuntime('admin', config.runtime, overrides);
  await using stack = new AsyncDisposableStack();
  const { tokens, telemetry, logger, security } = runtime;
  const clients = new Map(
    Object.entries(config.services).map(([name, address]) => [name, stack.use(connectTo(OperationsService, { address, tokens, telemetry, security, audience: name }))]),
  );
  const seal = auditSeal(createKeyring(config.encryptionKeys));
  const service = stack.use(
    await startService(runtime, {
      migrations: new URL('./db/migrations/', import.meta.url),
      sharedTables: SHARED_TABLES,
      entities: [],
      parts: async ({ database }) => partsOf({ database, clients, seal, logger, broken: createBrokenLogs(telemetry.meter), verifiedAtOnce: overrides.verifiedAtOnce }),
    }),
  );
  const { host } = config.runtime;
  const receiver = stack.use(await startReceiver({ host, port: config.otlpPort, database: service.database, logger }));
  const owned = stack.move();
  return { ...service, otlpPort: receiver.port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

interface Context {
  readonly database: Database;
  readonly clients: ReadonlyMap<string, OperationsClient>;
  readonly seal: AuditSeal;
  readonly logger: Logger;
  readonly broken: BrokenLogs;
  readonly verifiedAtOnce: number | undefined;
}

function partsOf({ database, clients, seal, logger, broken, verifiedAtOnce }: Context): ServiceParts {
  const onBroken = (tenant: string): void => {
    broken.add(tenant);
    logger.error({ tenant }, 'the end of an audit log is not the one that was written; it stays open to doubt');
  };
  const { intake, retention } = auditActors(auditStore(seal, onBroken));
  const verify = createVerifier({ database, seal, logger, onBroken: broken.add });
  const audit = reader({
    service: AuditService,
    queries: { listAuditEntries: listAuditEntries(database), getAuditLog: getAuditLog(database, seal), verifyAuditLog: verifyAuditLog(verify, seal) },
    streams: { exportAuditLog: exportAuditLog(database, seal) },
  });
  return {
    actors: [intake, retention],
    effects: [verifyLogRunner(verify, seal, logger, verifiedAtOnce)],
    reactions: [auditRecorded(intake, [...clients.keys()]), accountActivity(intake)],
    readers: [reader({ service: TraceService, queries: { getTrace } }), operations(clients), audit],
  };
}
