/** All categories of the tenant by name. */
import type { View } from '#runtime/actor/types.ts';
import { toTypeId } from '#runtime/ids.ts';
import { CategoryEntity } from '../db/entities.ts';

export async function listCategories(view: View) {
  const categories = await view.entities().find(CategoryEntity, { tenantId: view.caller.tenantId }, { orderBy: { name: 'asc' } });
  return { categories: categories.map(({ id, name, slug }) => ({ id: toTypeId('cat', id), name, slug })) };
}
