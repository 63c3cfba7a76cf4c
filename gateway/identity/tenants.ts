/** Which business a name stands for; asked once a minute, and answered from memory while the user service is away. */
import { Failure } from '#runtime/errors.ts';
import { tryTypeId } from '#runtime/ids.ts';
import { boundedMap } from '#runtime/rpc/bounded-map.ts';

/** A tenant by its slug or `tnt_…`; gives its uuid, `NOT_FOUND` when there is none. */
export type ResolveTenant = (name: string) => Promise<string>;

/** Asks the user service; `undefined` when there is no such tenant. */
export type LookUpTenant = (name: { readonly case: 'id' | 'slug'; readonly value: string }) => Promise<string | undefined>;

interface Known {
  readonly tenantId: string | undefined;
  readonly time: number;
}

const FRESH_MS = 60_000;
/** A new business is found soon, and names that nobody has cost one question in five seconds. */
const ABSENT_MS = 5_000;
const REMEMBERED = 10_000;
const SLUG = /^[a-z0-9](-?[a-z0-9]){0,39}$/;

export function tenantResolver(lookUp: LookUpTenant, now: () => number = Date.now): ResolveTenant {
  const known = boundedMap<string, Known>(REMEMBERED);
  const underWay = new Map<string, Promise<string | undefined>>();

  const ask = (name: string): Promise<string | undefined> => {
    const running = underWay.get(name);
    if (running) return running;
    const asked = lookUp({ case: name.startsWith('tnt_') ? 'id' : 'slug', value: name })
      .then((tenantId) => (known.set(name, { tenantId, time: now() }), tenantId))
      .catch((error: unknown) => {
        const before = known.get(name)?.tenantId;
        if (before !== undefined && error instanceof Failure && error.code === 'UNAVAILABLE') return before;
        throw error;
      })
      .finally(() => underWay.delete(name));
    underWay.set(name, asked);
    return asked;
  };

  return async (name) => {
    if (!SLUG.test(name) && tryTypeId('tnt', name) === undefined) throw unknownTenant(name);
    const entry = known.get(name);
    const fresh = entry && now() - entry.time < (entry.tenantId === undefined ? ABSENT_MS : FRESH_MS);
    const tenantId = fresh ? entry.tenantId : await ask(name);
    if (tenantId === undefined) throw unknownTenant(name);
    return tenantId;
  };
}

const unknownTenant = (name: string): Failure =>
  new Failure({
    code: 'NOT_FOUND',
    reason: 'TENANT_NOT_FOUND',
    message: `There is no business called ${JSON.stringify(name.slice(0, 80))}. Check the Berth-Tenant header or the address.`,
  });
