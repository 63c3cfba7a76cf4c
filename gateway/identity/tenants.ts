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
/** Names and domains have a memory each, and another for those that nobody has: who makes some up pushes no business out. */
const REMEMBERED = 10_000;
const SLUG = /^[a-z0-9](-?[a-z0-9]){0,39}$/;
const MAX_HOST = 253;

/** Names that are asked for once at a time, and remembered. */
function remembered(lookUp: (name: string) => Promise<string | undefined>, now: () => number): (name: string) => Promise<string | undefined> {
  const [owned, absent] = [boundedMap<string, Known>(REMEMBERED), boundedMap<string, Known>(REMEMBERED)];
  const underWay = new Map<string, Promise<string | undefined>>();
  const keep = (name: string, tenantId: string | undefined): void => {
    // What a business gave up is remembered where it was found.
    const memory = tenantId === undefined && !owned.get(name) ? absent : owned;
    memory.set(name, { tenantId, time: now() });
  };
  const knownOf = (name: string): Known | undefined => owned.get(name) ?? absent.get(name);
  const ask = (name: string): Promise<string | undefined> => {
    const running = underWay.get(name);
    if (running) return running;
    const asked = lookUp(name)
      .then((tenantId) => (keep(name, tenantId), tenantId))
      .catch((error: unknown) => {
        const before = knownOf(name);
        if (before && now() - before.time < STALE_MS && error instanceof Failure && error.code === 'UNAVAILABLE') return before.tenantId;
        throw error;
      })
      .finally(() => underWay.delete(name));
    underWay.set(name, asked);
    return asked;
  };
  return async (name) => {
    const known = knownOf(name);
    const fresh = known && now() - known.time < (known.tenantId === undefined ? ABSENT_MS : FRESH_MS);
    return fresh ? known.tenantId : ask(name);
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
