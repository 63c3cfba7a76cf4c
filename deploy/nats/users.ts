/** Who connects to the broker and what each takes from it, read from the services' own reactions: nobody keeps a list by hand. */
import { readdir, readFile } from 'node:fs/promises';
import { getOption } from '@bufbuild/protobuf';
import { AuditRecordedSchema } from '#proto/berth/runtime/v1/audit_events_pb.ts';
import { event_name } from '#proto/berth/type/v1/event_pb.ts';
import type { BrokerUser } from '#runtime/events/permissions.ts';
import { API_KEY_CHANGES } from '../../gateway/identity/api-keys.ts';
import { QUOTA_BUCKET } from '../../gateway/quota/shared-store.ts';
import { RECEIPT_BUCKET } from '../../services/receipt/bucket.ts';
import { EXPORT_BUCKET } from '../../services/user/bucket.ts';

const GATEWAY = 'gateway';
const OBJECT_STORES: Readonly<Record<string, string>> = { receipt: RECEIPT_BUCKET, user: EXPORT_BUCKET };
const SERVICES = new URL('../../services/', import.meta.url);
const SCHEMAS = /^import \{[^}]*\b\w+Schema\b[^}]*\} from '#proto\/berth\/(\w+)\//gm;
/** Whose events every service publishes. */
const RUNTIME = 'runtime';
const AUDIT_RECORDED = getOption(AuditRecordedSchema, event_name);

/** The users of these parts. */
export const brokerUsers = (parts: readonly string[]): Promise<BrokerUser[]> => {
  const publishers = parts.filter((name) => name !== GATEWAY);
  return Promise.all(parts.map((name) => userOf(name, publishers)));
};

async function userOf(name: string, publishers: readonly string[]): Promise<BrokerUser> {
  if (name === GATEWAY) return { name, sources: [], publishes: false, hears: [API_KEY_CHANGES], keyValues: [QUOTA_BUCKET] };
  const sources = await sourcesOf(name);
  const user = { name, ...(sources.includes(RUNTIME) ? ofEverybody(sources, publishers) : { sources }), publishes: true };
  const bucket = OBJECT_STORES[name];
  return bucket === undefined ? user : { ...user, objectStores: [bucket] };
}

/** What the runtime publishes is taken of all services, and nothing else of those that are not named. */
function ofEverybody(named: readonly string[], publishers: readonly string[]): Pick<BrokerUser, 'sources' | 'only'> {
  const others = publishers.filter((source) => !named.includes(source));
  return { sources: publishers, only: Object.fromEntries(others.map((source) => [source, AUDIT_RECORDED])) };
}

/** The services whose events one reacts to: those of whose contracts its reactions import a schema. */
async function sourcesOf(service: string): Promise<string[]> {
  const folder = new URL(`${service}/reactions/`, SERVICES);
  const files = (await filesIn(folder)).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')));
  const sources = texts.flatMap((text) => [...text.matchAll(SCHEMAS)].flatMap(([, source]) => source ?? []));
  return [...new Set(sources)].toSorted();
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
