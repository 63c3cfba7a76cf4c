/** Prepares creations: what a turn must not look up or invent itself is read and chosen here, before it queues. */
import type { OfferingInput } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import type { PrepareContext } from '#runtime/actor/types.ts';
import { newId } from '#runtime/ids.ts';
import type { Draft, OfferingContent } from './domain/offering.ts';
import { freeSlug, slugOf } from './domain/slug.ts';
import { headingOf, toContent, withIds } from './mapping.ts';

/** Inputs of one request; `path` says where each stands in it. */
export interface Wanted {
  readonly requestId: string;
  readonly inputs: readonly { readonly input: OfferingInput; readonly path: string }[];
}

/**
 * Drafts with ids and free slugs. A request that was carried out before, however long ago, gets the ids of then, so that
 * its turn meets what it created.
 */
export async function prepareDrafts(view: PrepareContext, { requestId, inputs }: Wanted): Promise<Draft[]> {
  const by = view.caller.subject;
  const filled = inputs.map(({ input, path }) => ({ input: withIds(input), path }));
  const known = await knownHeadings(view, filled.map(({ input }) => input));
  const requests = inputs.map((_, i) => (requestId === '' ? '' : `${requestId}/${i}`));
  const created = await createdBefore(view, by, requests);
  const drafts = filled.map(({ input, path }, i) => {
    const request = requests[i] ?? '';
    const id = created.get(request) ?? newId();
    return { id, path, origin: { by, request: request || id }, content: toContent(input, path, view.caller.tenantId, known) };
  });
  return withSlugs(drafts, await takenSlugs(view, drafts.map(({ content }) => content)));
}

function withSlugs(drafts: readonly Omit<Draft, 'slug'>[], taken: Set<string>): Draft[] {
  return drafts.map((draft) => {
    const slug = freeSlug(slugOf(draft.content.title), taken);
    taken.add(slug);
    return { ...draft, slug };
  });
}

async function takenSlugs(view: PrepareContext, contents: readonly OfferingContent[]): Promise<Set<string>> {
  const bases = contents.map(({ title }) => slugOf(title));
  // A range instead of LIKE, which row-level security would keep away from the index.
  const rows = await view.db.run<{ slug: string }>(
    `select o.slug from unnest($2::text[]) as base
     join offering o on o.tenant_id = $1 and (o.slug = base or o.slug >= base || '-' and o.slug < base || '.')`,
    [view.caller.tenantId, [...new Set(bases)]],
  );
  return new Set(rows.map(({ slug }) => slug));
}

async function createdBefore(view: PrepareContext, by: string, requests: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const named = requests.filter(Boolean);
  if (named.length === 0) return new Map();
  const rows = await view.db.run<{ id: string; created_request: string }>(
    'select id, created_request from offering where tenant_id = $1 and created_by = $2 and created_request = any($3::text[])',
    [view.caller.tenantId, by, named],
  );
  return new Map(rows.map(({ id, created_request }) => [created_request, id]));
}

/** Names that categories and brands already have, by id: whoever came first decides how a heading is written. */
export async function knownHeadings(view: PrepareContext, inputs: readonly OfferingInput[]): Promise<ReadonlyMap<string, string>> {
  const { tenantId } = view.caller;
  const ids = inputs.flatMap(({ categoryName, brandName }) => [
    headingOf('category', categoryName, tenantId).id,
    headingOf('brand', brandName, tenantId).id,
  ]);
  const rows = await view.db.run<{ id: string; name: string }>(
    `select id, name from category where tenant_id = $1 and id = any($2::uuid[])
     union all select id, name from brand where tenant_id = $1 and id = any($2::uuid[])`,
    [tenantId, [...new Set(ids)]],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
