/**
 * How many people sign in a second, with passwords hashed as OWASP says, Postgres durable; and how long others wait for something
 * else of the same service meanwhile, against how long they wait while nobody signs in.
 *
 * By itself: `node deploy/load/sign-in-rate.bench.ts`, with seconds as an argument.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AuthService, TenantService, UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import type { Caller } from '../../services/runtime/actor/types.ts';
import { fromTypeId, PLATFORM_TENANT } from '../../services/runtime/ids.ts';
import type { ClientOf } from '../../services/runtime/rpc/client.ts';
import { stopTestNats } from '../../services/runtime/testing/nats.ts';
import { startServiceHarness } from '../../services/runtime/testing/service-harness.ts';
import { readUserConfig } from '../../services/user/config.ts';
import { startUser } from '../../services/user/service.ts';
import { startPostgres } from '../dev/postgres.ts';
import { higherIsBetter, lowerIsBetter, type Benchmark, type Figure, type Report } from './benchmark.ts';
import { summarise, timed } from './percentiles.ts';

const ACCOUNTS = 48;
const AT_ONCE = 16;
const OTHERS_A_SECOND = 50;
const WARM_SECONDS = 2;
const PROMISED_A_SECOND = 20;
const PASSWORD = 'correct horse';

export const signInRateBenchmark = (seconds: number): Benchmark => ({
  name: 'sign_in_rate',
  about: `sign-ins a second by ${AT_ONCE} at once, and what ${OTHERS_A_SECOND} other calls a second to the same service wait meanwhile`,
  run: (report) => measure(seconds, report),
});

/** A service with people who can sign in. */
interface Stage extends AsyncDisposable {
  signIn(index: number): Promise<unknown>;
  /** Another RPC, by somebody who is signed in. */
  other(): Promise<unknown>;
}

async function measure(seconds: number, report: Report): Promise<readonly Figure[]> {
  await using stage = await openStage();
  await signInFor(stage, WARM_SECONDS);
  const quiet = summarise(await othersFor(stage, seconds));
  const [count, busy] = await Promise.all([signInFor(stage, seconds), othersFor(stage, seconds).then(summarise)]);
  const rate = count / seconds;
  report.line(`  ${rate.toFixed(1)} sign-ins/s; others: p50 ${busy.p50} ms, p95 ${busy.p95} ms meanwhile, p50 ${quiet.p50} ms, p95 ${quiet.p95} ms without`);
  return [
    higherIsBetter({ name: 'sign_in_rate', value: rate, unit: '/s', reference: PROMISED_A_SECOND, against: 'what is promised', target: 1 }),
    lowerIsBetter({ name: 'sign_in_others_p95', value: busy.p95, unit: 'ms', reference: quiet.p95, against: 'the same while nobody signs in' }),
  ];
}

async function openStage(): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'berth-sign-in-bench-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  stack.defer(stopTestNats);
  const postgres = stack.use(await startPostgres({ dir: join(dir, 'postgres'), port: 0 }));
  const harness = stack.use(await startServiceHarness('user', (env) => startUser(readUserConfig(env)), { postgresUrl: postgres.adminUrl }));
  const tenantId = await addBusiness(harness.connect(TenantService));
  const importer: Caller = { tenantId, subject: 'service:test', roles: ['service'] };
  const people = Array.from({ length: ACCOUNTS }, (_, index) => ({ email: `person-${index}@example.com`, displayName: 'Ana', password: PASSWORD }));
  const users = harness.connect(UserService);
  const auth = harness.connect(AuthService);
  const imported = await users.importUsers({ users: people }, { caller: importer, deadlineMs: 60_000 });
  const reader: Caller = { tenantId, subject: fromTypeId('usr', imported.users[0]?.id ?? '', 'id'), roles: ['user'] };
  const nobody: Caller = { tenantId, subject: 'anonymous', roles: [] };
  const owned = stack.move();
  return {
    signIn: (index) => auth.signIn({ email: people[index % ACCOUNTS]?.email ?? '', password: PASSWORD }, { caller: nobody, deadlineMs: 30_000 }),
    other: () => users.getMe({}, { caller: reader }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function addBusiness(tenants: ClientOf<typeof TenantService.method>): Promise<string> {
  const caller: Caller = { tenantId: PLATFORM_TENANT, subject: 'service:test', roles: ['service', 'operator'] };
  const { tenant } = await tenants.createTenant(
    {
      slug: 'harbour', name: 'Harbour', timeZone: 'Europe/Lisbon', currencyCode: 'EUR', locale: 'en-GB', brandColor: '#0a6c74', supportEmail: 'hello@harbour.example',
      legalEntity: { name: 'Harbour, Lda.', addressLines: ['Rua da Praia 1'], countryCode: 'PT', taxId: '', taxRateBps: 0 },
    },
    { caller },
  );
  return fromTypeId('tnt', tenant?.id ?? '', 'id');
}

/** How many signed in. */
async function signInFor(stage: Stage, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  let count = 0;
  const one = async (first: number): Promise<void> => {
    for (let index = first; performance.now() < end; index += AT_ONCE) {
      await stage.signIn(index);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => one(index)));
  return count;
}

/** Milliseconds of each of the other calls, which come whether or not those before were answered. */
async function othersFor(stage: Stage, seconds: number): Promise<number[]> {
  const calls: Promise<number>[] = [];
  for (let sent = 0; sent < seconds * OTHERS_A_SECOND; sent += 1) {
    calls.push(timed(() => stage.other()));
    await delay(1_000 / OTHERS_A_SECOND);
  }
  return Promise.all(calls);
}

if (import.meta.main) {
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  for (const figure of await signInRateBenchmark(Number(process.argv[2] ?? 15)).run({ line })) line(JSON.stringify(figure));
}
