/** The admin service with audit logs to fill, to read and to break: a superuser may do what nobody else may. */
import { create, type Message, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import pg from 'pg';
import { AuditIntakeService } from '#proto/berth/admin/v1/audit_intake_service_pb.ts';
import { AuditDefectKindSchema } from '#proto/berth/admin/v1/audit_pb.ts';
import { AuditService, type VerifyAuditLogRequestSchema } from '#proto/berth/admin/v1/audit_service_pb.ts';
import { AuditActorKind, AuditActorSchema, AuditFactSchema, AuditOutcome, type AuditFact } from '#proto/berth/runtime/v1/audit_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { newId, toTypeId } from '../../runtime/ids.ts';
import type { ClientOf } from '../../runtime/rpc/client.ts';
import { startServiceHarness, type ServiceHarness } from '../../runtime/testing/service-harness.ts';
import { readAdminConfig } from '../config.ts';
import { startAdmin } from '../service.ts';

type Fact = Partial<Omit<AuditFact, keyof Message>>;

export interface AuditStand extends AsyncDisposable {
  readonly harness: ServiceHarness;
  readonly audit: ClientOf<(typeof AuditService)['method']>;
  readonly intake: ClientOf<(typeof AuditIntakeService)['method']>;
  /** What turns take for the present; the database's clock while it is not set. */
  readonly clock: { now: Date | undefined };
  /** A new tenant whose log has so many entries. */
  filled(entries: number): Promise<string>;
  /** Adds an entry to a log. */
  tell(tenantId: string, fact?: Fact): Promise<void>;
  /** `INTACT`, or what is wrong and where, such as `CHANGED 3`. */
  verdict(tenantId: string, request?: MessageInitShape<typeof VerifyAuditLogRequestSchema>): Promise<string>;
  /** Runs statements one after the other as a superuser for whom no trigger and no foreign key counts. */
  asSuperuser(...statements: readonly (readonly [sql: string, ...params: readonly unknown[]])[]): Promise<void>;
}

/** What the stand seals with. */
export const SEALING_KEY = 'what logs are sealed with in this test';

export const administrator = (tenantId: string): Caller => ({ tenantId, subject: newId(), roles: ['user', 'admin'] });
export const gateway = (tenantId: string): Caller => ({ tenantId, subject: 'service:gateway', roles: ['service'] });

/** A refusal. */
export const denial = (fact: Fact = {}): AuditFact =>
  create(AuditFactSchema, {
    id: newId(), time: timestampFromDate(new Date()), actor: create(AuditActorSchema, { kind: AuditActorKind.PERSON, id: toTypeId('usr', newId()) }),
    action: 'berth.catalog.v1.CatalogService/CreateOffering', outcome: AuditOutcome.DENIED, reason: 'ACCESS_DENIED', count: 1, ...fact,
  });

/** `verifiedAtOnce`: entries that a log's daily verification reads in one go. */
export async function startAuditStand({ verifiedAtOnce }: { readonly verifiedAtOnce?: number } = {}): Promise<AuditStand> {
  const clock: AuditStand['clock'] = { now: undefined };
  const harness = await startServiceHarness('admin', (env) => startAdmin(readAdminConfig({ ...env, OTLP_PORT: '0', ENCRYPTION_KEYS: SEALING_KEY }), {
    now: () => clock.now ?? new Date(), ...(verifiedAtOnce !== undefined && { verifiedAtOnce }),
  }));
  const audit = harness.connect(AuditService);
  const intake = harness.connect(AuditIntakeService);
  const tell = async (tenantId: string, fact?: Fact): Promise<void> => void (await intake.recordDenials({ denials: [denial(fact)] }, { caller: gateway(tenantId) }));
  return {
    harness,
    audit,
    intake,
    clock,
    tell,
    async filled(entries) {
      const tenantId = newId();
      const denials = Array.from({ length: entries }, () => denial());
      await intake.recordDenials({ denials }, { caller: gateway(tenantId) });
      return tenantId;
    },
    async verdict(tenantId, request = {}) {
      const { defect } = await audit.verifyAuditLog(request, { caller: administrator(tenantId) });
      return defect ? `${AuditDefectKindSchema.value[defect.kind]?.localName} ${defect.sequence}` : 'INTACT';
    },
    asSuperuser: (...statements) => asSuperuser(harness, statements),
    [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose](),
  };
}

async function asSuperuser({ files }: ServiceHarness, statements: readonly (readonly [string, ...unknown[]])[]): Promise<void> {
  const url = new URL(files.adminUrl);
  url.pathname = `/${files.name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query('set session_replication_role = replica');
    for (const [sql, ...params] of statements) await client.query(sql, params);
  } finally {
    await client.end();
  }
}
