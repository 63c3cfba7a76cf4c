/** People of one business call everything with ids of another: nothing of the other may come back, be told in an event, be kept, logged or traced, and nothing of it may change. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import { connect } from 'nats';
import { natsSettings } from '#runtime/events/nats-settings.ts';
import { toTypeId } from '#runtime/ids.ts';
import { nameOf } from '#runtime/rpc/call.ts';
import { OPERATOR } from '../../nats/authorization.ts';
import type { Collector } from '../../test/collector.ts';
import type { Network } from '../../test/network.ts';
import { openStored } from '../../test/stored.ts';
import { openTwoShops } from '../../test/two-shops.ts';
import { crowdOf } from '../callers.ts';
import { type CampaignOptions, runCampaign } from '../campaign.ts';
import { createDictionary, type Dictionary } from '../dictionary.ts';
import { plant, type Planted } from './plant.ts';
import { createScanner, type Scanner, storedRows, uuidsIn } from './scan.ts';

export interface HuntOptions {
  /** Its parts are processes, which log everything and send spans to `collector`. */
  readonly network: Network;
  readonly collector: Pick<Collector, 'bodies'>;
  readonly seed: number;
  readonly requests: number;
  readonly atOnce: number;
  /** Milliseconds after which no request begins. */
  readonly limitMs?: number;
}

export interface HuntResult {
  /** Each kind of leak, with an example; empty when all is well. */
  readonly leaks: readonly string[];
  /** Tables that hold the mark where it belongs, and RPCs that show it to those it belongs to: with few of them a hunt means little. */
  readonly planted: ReadonlySet<string>;
  readonly shown: ReadonlySet<string>;
  /** Events of others, log lines and spans that were looked through. */
  readonly looked: Readonly<Record<'answers' | 'events' | 'logLines' | 'spans', number>>;
}

/** What is refused at the door teaches nothing. */
const TAME = [0, 0.02, 0.1];

/** As `npm run fuzz` does it once, and a test for a short time. */
export async function hunt({ network, collector, seed, requests, atOnce, limitMs }: HuntOptions): Promise<HuntResult> {
  const shops = await openTwoShops(network);
  const planted = await plant(shops);
  const { methods, callers, dictionary } = await crowdOf(network, shops);
  const tables = await storedRows(network, { text: planted.mark });
  const theirs = createDictionary();
  const shown = await learnAll(planted, theirs, { url: network.url, methods, seed, atOnce });
  const scanner = createScanner({ mark: planted.mark, ids: await idsOf(network, planted, shops.shop.tenantId) });
  await using stored = await openStored(network, [planted.tenantId]);
  const before = await stored.rest();
  await using events = await listen(network, planted, scanner);
  const leaks: string[] = [];
  const blame = (rpc: string, caller: string, text: string, said: string): void => {
    const leak = scanner.leakIn(text, said);
    if (leak !== undefined) leaks.push(`${rpc} told ${caller} ${leak}: ${text.slice(0, 400)}`);
  };
  const named: string[] = [];
  const auditLogs: { readonly rpc: string; readonly caller: string; readonly text: string }[] = [];
  const outsiders = new Map([...callers].filter(([name]) => name !== 'operator' && name !== 'somebody of another business'));
  const { sent } = await runCampaign({
    url: network.url, methods, callers: outsiders, dictionary: withIdsOf(theirs, dictionary), seed, requests, atOnce, wildness: TAME,
    ...(limitMs !== undefined && { signal: AbortSignal.timeout(limitMs) }),
    judge({ method, body }, caller, { text }) {
      const said = Buffer.from(body).toString('utf8');
      named.push(...uuidsIn(said));
      const rpc = nameOf(method);
      if (rpc.startsWith(AUDIT_LOG)) auditLogs.push({ rpc, caller, text });
      else blame(rpc, caller, text, said);
    },
  });
  for (const { rpc, caller, text } of auditLogs) blame(rpc, caller, text, named.join('\n'));
  const after = await stored.rest();
  leaks.push(...events.leaks, ...Object.keys(after).filter((table) => after[table] !== before[table]).map((table) => `rows of another business in ${table} changed`));
  const lines = await logLines(network);
  leaks.push(...(await leaksInRows(network, planted)), ...leaksInTexts('a log', lines, planted), ...leaksInTexts('a span', collector.bodies, planted));
  return {
    leaks,
    planted: new Set(tables.filter(({ tenantId }) => tenantId === planted.tenantId).map(({ table }) => table)),
    shown,
    looked: { answers: sent, events: events.count(), logLines: lines.length, spans: collector.bodies.length },
  };
}

/** The business's own people read all there is: gives their words to the dictionary, and the RPCs that showed the mark. */
async function learnAll({ mark, callers, ids }: Planted, dictionary: Dictionary, options: Omit<CampaignOptions, 'callers' | 'dictionary' | 'requests'>): Promise<Set<string>> {
  dictionary.learn({ ids });
  const reads = options.methods.filter(({ idempotency }) => idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS);
  const shown = new Set<string>();
  const judge: CampaignOptions['judge'] = ({ method }, _, { text }) => void (text.toLowerCase().includes(mark) && shown.add(nameOf(method)));
  await runCampaign({ ...options, methods: reads, callers, dictionary, requests: reads.length * READS_OF_EACH, judge });
  return shown;
}

const READS_OF_EACH = 6;

/** Ids that only this business has. */
async function idsOf(network: Network, { tenantId }: Planted, otherTenantId: string): Promise<ReadonlySet<string>> {
  const [own, others] = await Promise.all([tenantId, otherTenantId].map(async (id) => (await storedRows(network, { tenantId: id })).map(({ text }) => text).join('\n')));
  const known = uuidsIn(others ?? '');
  // Which businesses there are everybody may know.
  return new Set([...uuidsIn(own ?? '')].filter((uuid) => !known.has(uuid) && uuid !== tenantId));
}

const ID = /^[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** One's own words, and the ids of others wherever an id goes. */
const withIdsOf = (theirs: Dictionary, own: Dictionary): Dictionary => ({
  learn: own.learn,
  ids: (prefix) => [...own.ids(prefix), ...theirs.ids(prefix)],
  said: (fieldName) => [...own.said(fieldName), ...theirs.said(fieldName).filter((text) => ID.test(text))],
});

/** The audit log of a business names what its people asked for, also what is not theirs: whoever reads it hears what any of them said. */
const AUDIT_LOG = 'berth.admin.v1.AuditService/';
const ECHOES = '.audit-recorded.';

/** Everything that services tell each other from now on, but what is about this business itself. */
async function listen({ berth }: Network, { tenantId }: Planted, scanner: Scanner) {
  const nats = await connect(natsSettings({ url: berth.around.natsUrlOf(OPERATOR), name: OPERATOR }));
  const leaks: string[] = [];
  let count = 0;
  nats.subscribe('berth.>', {
    callback(error, message) {
      if (error || message.subject.includes(toTypeId('tnt', tenantId))) return;
      count += 1;
      const text = `${message.subject} ${message.headers?.toString() ?? ''} ${Buffer.from(message.data).toString('utf8')}`;
      const leak = scanner.leakIn(text, message.subject.includes(ECHOES) ? text : '');
      if (leak !== undefined) leaks.push(`the event ${message.subject} tells ${leak}`);
    },
  });
  await nats.flush();
  return { leaks, count: () => count, [Symbol.asyncDispose]: () => nats.close() };
}

async function logLines({ settings }: Network): Promise<string[]> {
  const folder = join(settings.dataDir, 'logs');
  const files = await readdir(folder);
  return (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).flatMap((text) => text.split('\n'));
}

async function leaksInRows(network: Network, { mark, tenantId }: Planted): Promise<string[]> {
  const foreign = (await storedRows(network, { text: mark })).filter((row) => row.tenantId !== tenantId);
  return foreign.map(({ table, text }) => `${table} keeps a text of another business: ${around(text, mark)}`);
}

/** Neither logs nor spans have texts of people, whoever's they are. */
const leaksInTexts = (where: string, texts: readonly string[], { mark }: Planted): string[] =>
  texts.filter((text) => text.toLowerCase().includes(mark)).map((text) => `${where} has a text of somebody: ${around(text, mark)}`);

function around(text: string, mark: string): string {
  const at = text.toLowerCase().indexOf(mark);
  return text.slice(Math.max(0, at - 200), at + 200);
}

/** One of each kind is enough to begin with. */
export const kindsOf = (leaks: readonly string[]): string[] => [...Map.groupBy(leaks, (leak) => leak.replace(/\S*\d\S*/g, '…').slice(0, 80))].map(([, [first = '', ...more]]) => (more.length > 0 ? `${first} (and ${more.length} more)` : first));

