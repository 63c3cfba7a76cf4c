/** A user service with one business, for tests of accounts: its people, and what the mails to them would carry. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { AccountMailService, AccountService } from '#proto/berth/user/v1/account_service_pb.ts';
import { AccountMailRequestedSchema, type AccountMailRequested } from '#proto/berth/user/v1/account_events_pb.ts';
import { AccountMailKind } from '#proto/berth/user/v1/account_pb.ts';
import { InvitationService } from '#proto/berth/user/v1/invitation_service_pb.ts';
import { MemberService } from '#proto/berth/user/v1/member_service_pb.ts';
import { TenantDomainService } from '#proto/berth/user/v1/tenant_domain_service_pb.ts';
import { Role, type Session } from '#proto/berth/user/v1/user_pb.ts';
import { AuthService, TenantService, UserService, type RegisterRequestSchema } from '#proto/berth/user/v1/user_service_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { fromTypeId, newId, PLATFORM_TENANT } from '../../runtime/ids.ts';
import { openEventBench, type EventBench } from '../../runtime/testing/event-bench.ts';
import { testNatsUrl } from '../../runtime/testing/nats.ts';
import { startServiceHarness, type HarnessOptions, type ServiceHarness } from '../../runtime/testing/service-harness.ts';
import { readUserConfig } from '../config.ts';
import { toRoles } from '../mapping.ts';
import { startUser, type UserOverrides } from '../service.ts';

/** The password of everybody who is not given another. */
export const PASSWORD = 'correct horse';

/** What a business is made with. */
export const business = (slug: string) => ({
  slug,
  name: 'Harbour Dive',
  tagline: 'Down there',
  timeZone: 'Europe/Lisbon',
  currencyCode: 'EUR',
  locale: 'en-GB',
  brandColor: '#0a6c74',
  supportEmail: 'hello@harbour.example',
  legalEntity: { name: 'Harbour Dive, Lda.', addressLines: ['Rua da Praia 1'], countryCode: 'PT', taxId: 'PT500000000', taxRateBps: 2300 },
});

export interface Stand extends AsyncDisposable {
  readonly harness: ServiceHarness;
  readonly bench: EventBench;
  readonly tenantId: string;
  readonly auth: ReturnType<typeof clientsOf>['auth'];
  readonly accounts: ReturnType<typeof clientsOf>['accounts'];
  readonly users: ReturnType<typeof clientsOf>['users'];
  readonly tenants: ReturnType<typeof clientsOf>['tenants'];
  readonly domains: ReturnType<typeof clientsOf>['domains'];
  readonly members: ReturnType<typeof clientsOf>['members'];
  readonly invitations: ReturnType<typeof clientsOf>['invitations'];
  /** Another business of the platform; gives its id. */
  addBusiness(): Promise<string>;
  anonymous(tenantId?: string): { caller: Caller };
  /** An administrator by token, whom nobody knows. */
  administrator(tenantId?: string): { caller: Caller };
  /** Who has a session. */
  personOf(session: Session | undefined, tenantId?: string): Person;
  /** Somebody new who registered. */
  register(change?: MessageInitShape<typeof RegisterRequestSchema>, tenantId?: string): Promise<Person>;
  /** Somebody new with these roles besides a customer's, as an import makes them. */
  importMember(roles: readonly Role[], tenantId?: string): Promise<Person>;
  /** Somebody new who registered and proved their address. */
  registerProved(): Promise<Person>;
  /** The next mail of a kind to an address whose link is at least the `serial`th. */
  mailTo(email: string, kind: AccountMailKind, serial?: number): Promise<AccountMailRequested>;
  /** The token that a mail would carry. */
  tokenIn(mail: AccountMailRequested, tenantId?: string): Promise<string>;
}

export interface Person {
  readonly email: string;
  readonly session: Session;
  readonly caller: Caller;
}

const clientsOf = (harness: ServiceHarness) => ({
  auth: harness.connect(AuthService),
  accounts: harness.connect(AccountService),
  users: harness.connect(UserService),
  tenants: harness.connect(TenantService),
  domains: harness.connect(TenantDomainService),
  members: harness.connect(MemberService),
  invitations: harness.connect(InvitationService),
  mails: harness.connect(AccountMailService),
});

export async function openStand(overrides: UserOverrides = {}, env: Readonly<Record<string, string>> = {}, peers: NonNullable<HarnessOptions['peers']> = {}): Promise<Stand> {
  const stack = new AsyncDisposableStack();
  const bench = stack.use(await openEventBench(await testNatsUrl()));
  const harness = stack.use(await startServiceHarness('user', (all) => startUser(readUserConfig(all), overrides), { env, peers }));
  const clients = clientsOf(harness);
  const addBusiness = async (): Promise<string> => {
    const caller: Caller = { tenantId: PLATFORM_TENANT, subject: 'service:test', roles: ['service', 'operator'] };
    const { tenant } = await clients.tenants.createTenant(business(`h-${newId()}`), { caller });
    return fromTypeId('tnt', tenant?.id ?? '', 'id');
  };
  const home = await addBusiness();
  const anonymous = (tenantId = home): { caller: Caller } => ({ caller: { tenantId, subject: 'anonymous', roles: [] } });
  const stand: Stand = {
    harness,
    bench,
    tenantId: home,
    ...clients,
    addBusiness,
    anonymous,
    administrator: (tenantId = home) => ({ caller: { tenantId, subject: newId(), roles: ['admin'] } }),
    personOf(session, tenantId = home) {
      if (!session?.user) throw new Error('no session');
      const { id, email, roles } = session.user;
      return { email, session, caller: { tenantId, subject: fromTypeId('usr', id, 'id'), roles: toRoles(roles) } };
    },
    async register(change = {}, tenantId) {
      const account = { email: `ana-${newId()}@example.com`, password: PASSWORD, displayName: 'Ana', ...change };
      return stand.personOf((await clients.auth.register(account, anonymous(tenantId))).session, tenantId);
    },
    async importMember(roles, tenantId = home) {
      const email = `mia-${newId()}@example.com`;
      const service: Caller = { tenantId, subject: 'service:test', roles: ['service'] };
      await clients.users.importUsers({ users: [{ email, displayName: 'Mia', password: PASSWORD, roles: [Role.USER, ...roles] }] }, { caller: service });
      return stand.personOf((await clients.auth.signIn({ email, password: PASSWORD }, anonymous(tenantId))).session, tenantId);
    },
    async registerProved() {
      const person = await stand.register();
      const token = await stand.tokenIn(await stand.mailTo(person.email, AccountMailKind.VERIFY_EMAIL));
      await clients.accounts.verifyEmail({ token }, person);
      return person;
    },
    mailTo: (email, kind, serial = 0) =>
      bench.seen(AccountMailRequestedSchema, (mail) => mail.email === email && mail.kind === kind && (mail.link?.serial ?? 0) >= serial),
    async tokenIn({ link }, tenantId = home) {
      const caller: Caller = { tenantId, subject: 'service:notification', roles: ['service'] };
      return (await clients.mails.getMailLinkToken({ linkId: link?.id ?? '', serial: link?.serial ?? 0 }, { caller })).token;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
  return stand;
}

/** The reason of the refusal; `none` when there was none. */
export async function reasonOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    return error instanceof Failure ? error.reason : String(error);
  }
}
