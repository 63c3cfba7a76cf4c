/** Who connects to the broker and what each takes from it, read from the services' own reactions: nobody keeps a list by hand. */
import { readdir, readFile } from 'node:fs/promises';
import { getOption, type DescMessage } from '@bufbuild/protobuf';
import { event_name } from '#proto/berth/type/v1/event_pb.ts';
import type { BrokerUser } from '#runtime/events/permissions.ts';
import { API_KEY_CHANGES } from '../../gateway/identity/api-keys.ts';
import { QUOTA_BUCKET } from '../../gateway/quota/shared-store.ts';
import { RECEIPT_BUCKET } from '../../services/receipt/bucket.ts';
import { EXPORT_BUCKET } from '../../services/user/bucket.ts';

const GATEWAY = 'gateway';
const OBJECT_STORES: Readonly<Record<string, string>> = { receipt: RECEIPT_BUCKET, user: EXPORT_BUCKET };
const SERVICES = new URL('../../services/', import.meta.url);
const IMPORTS = /^import \{([^}]*)\} from '(#proto\/berth\/(\w+)\/[^']*)'/gm;
const SCHEMA = /\b\w+Schema\b/g;
const STANDS_ALONE = /\bstandsAlone: true\b/;
/** Whose events every service publishes. */
const RUNTIME = 'runtime';

/** The users of these parts. */
export const brokerUsers = (parts: readonly string[]): Promise<BrokerUser[]> => {
  const publishers = parts.filter((name) => name !== GATEWAY);
  return Promise.all(parts.map((name) => userOf(name, publishers)));
};

async function userOf(name: string, publishers: readonly string[]): Promise<BrokerUser> {
  if (name === GATEWAY) return { name, sources: [], publishes: false, hears: [API_KEY_CHANGES], keyValues: [QUOTA_BUCKET] };
  const taken = await takenBy(name);
  const user = { name, publishes: true, ...(taken.sources.includes(RUNTIME) ? ofEverybody(taken, publishers) : taken) };
  const bucket = OBJECT_STORES[name];
  return bucket === undefined ? user : { ...user, objectStores: [bucket] };
}

/** What a service takes of whom. */
interface Taken {
  readonly sources: readonly string[];
  readonly only: Readonly<Record<string, string>>;
}

/** What the runtime publishes is taken of all services, and nothing else of those that are not named. */
function ofEverybody({ sources: named, only }: Taken, publishers: readonly string[]): Taken {
  const { [RUNTIME]: type } = only;
  if (type === undefined) throw new TypeError('events that all services publish have keys of their own: the one reaction to them stands alone');
  const others = publishers.filter((source) => !named.includes(source));
  return { sources: publishers, only: Object.fromEntries(others.map((source) => [source, type])) };
}

/** A file's reaction to an event of another service. */
interface Reacts {
  readonly source: string;
  readonly type: string;
  readonly alone: boolean;
}

/** The services of whose contracts the reactions import a schema, and the one event of those of whom only that is wanted, and alone. */
async function takenBy(service: string): Promise<Taken> {
  const folder = new URL(`${service}/reactions/`, SERVICES);
  const files = (await filesIn(folder)).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  const found = await Promise.all(files.map(async (file) => reactionsIn(await readFile(new URL(file, folder), 'utf8'))));
  const bySource = Map.groupBy(found.flat(), ({ source }) => source);
  const lone = [...bySource].flatMap(([source, [first, ...more]]) => (first?.alone && more.length === 0 ? [[source, first.type] as const] : []));
  return { sources: [...bySource.keys()].toSorted(), only: Object.fromEntries(lone) };
}

async function reactionsIn(text: string): Promise<Reacts[]> {
  const schemas = [...text.matchAll(IMPORTS)].flatMap(([, names = '', path = '', source = '']) => [...names.matchAll(SCHEMA)].map(([name]) => ({ name, path, source })));
  const types = await Promise.all(schemas.map(async ({ name, path, source }) => ({ source, type: await eventType(path, name), alone: STANDS_ALONE.test(text) })));
  return types.filter(({ type }) => type !== '');
}

/** The event that a schema is of; empty for other messages. */
async function eventType(path: string, name: string): Promise<string> {
  const contracts: Readonly<Record<string, DescMessage>> = await import(path);
  const schema = contracts[name];
  if (!schema) throw new TypeError(`${path} has no ${name}`);
  return getOption(schema, event_name);
}

async function filesIn(folder: URL): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // A service that reacts to nothing has no such folder.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
