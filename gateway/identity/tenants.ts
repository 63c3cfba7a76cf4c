/** Which business a name or a domain stands for; asked once a minute, and answered from memory for an hour while the user service is away. */
import { isIP } from 'node:net';
import { Failure } from '#runtime/errors.ts';
import { tryTypeId } from '#runtime/ids.ts';
import { boundedMap } from '#runtime/rpc/bounded-map.ts';

/** A tenant by its slug or `tnt_…`; gives its uuid, `NOT_FOUND` when there is none. */
export type ResolveTenant = (name: string) => Promise<string>;

/** A tenant by a domain of its own, as URLs write it; gives its uuid, `undefined` when the domain is nobody's. */
export type ResolveDomain = (host: string) => Promise<string | undefined>;

/** Asks the user service; `undefined` when there is no such tenant. */
export type LookUpTenant = (name: { readonly case: 'id' | 'slug' | 'domain'; readonly value: string }) => Promise<string | undefined>;

interface Known {
  readonly tenantId: string | undefined;
  readonly time: number;
}

const FRESH_MS = 60_000;
/** A new business is found soon, and names that nobody has cost one question in five seconds. */
const ABSENT_MS = 5_000;
/** A domain that a business gave up leads nowhere after this, whatever is away. */
const STALE_MS = 60 * 60_000;
/** Names and domains have a memory each: who makes up one kind pushes nothing of the other out. */
const REMEMBERED = 10_000;
const SLUG = /^[a-z0-9](-?[a-z0-9]){0,39}$/;
const MAX_HOST = 253;

/** Names that are asked for once at a time, and remembered. */
function remembered(lookUp: (name: string) => Promise<string | undefined>, now: () => number): (name: string) => Promise<string | undefined> {
  const known = boundedMap<string, Known>(REMEMBERED);
  const underWay = new Map<string, Promise<string | undefined>>();
  const ask = (name: string): Promise<string | undefined> => {
    const running = underWay.get(name);
    if (running) return running;
    const asked = lookUp(name)
      .then((tenantId) => (known.set(name, { tenantId, time: now() }), tenantId))
      .catch((error: unknown) => {
        const before = known.get(name);
        if (before && now() - before.time < STALE_MS && error instanceof Failure && error.code === 'UNAVAILABLE') return before.tenantId;
        throw error;
      })
      .finally(() => underWay.delete(name));
    underWay.set(name, asked);
    return asked;
  };
  return async (name) => {
    const entry = known.get(name);
    const fresh = entry && now() - entry.time < (entry.tenantId === undefined ? ABSENT_MS : FRESH_MS);
    return fresh ? entry.tenantId : ask(name);
  };
}

export function tenantResolver(lookUp: LookUpTenant, now: () => number = Date.now): ResolveTenant {
  const find = remembered((name) => lookUp({ case: name.startsWith('tnt_') ? 'id' : 'slug', value: name }), now);
  return async (name) => {
    if (!SLUG.test(name) && tryTypeId('tnt', name) === undefined) throw unknownTenant(name);
    const tenantId = await find(name);
    if (tenantId === undefined) throw unknownTenant(name);
    return tenantId;
  };
}

/** `platform` are domains of the platform: neither they nor what is below them is anybody's own. */
export function domainResolver(lookUp: LookUpTenant, platform: readonly string[], now: () => number = Date.now): ResolveDomain {
  const find = remembered((value) => lookUp({ case: 'domain', value }), now);
  const isPlatform = (host: string): boolean => platform.some((domain) => host === domain || host.endsWith(`.${domain}`));
  return async (host) => {
    if (!host.includes('.') || host.length > MAX_HOST || isIP(host) !== 0 || host.startsWith('[') || isPlatform(host)) return undefined;
    return find(host);
  };
}

const unknownTenant = (name: string): Failure =>
  new Failure({
    code: 'NOT_FOUND',
    reason: 'TENANT_NOT_FOUND',
    message: `There is no business called ${JSON.stringify(name.slice(0, 80))}. Check the Berth-Tenant header or the address.`,
  });
