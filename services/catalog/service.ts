/** The catalogue service: what a tenant offers, and finding it. */
import { CatalogService } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { reader } from '#runtime/actor/actor.ts';
import { createRuntime, startService, type Overrides, type RunningService } from '#runtime/service.ts';
import { offeringActor } from './actors/offering.actor.ts';
import type { CatalogConfig } from './config.ts';
import { entities } from './db/entities.ts';
import { getOffering } from './queries/get-offering.ts';
import { listCategories } from './queries/list-categories.ts';
import { listOfferings } from './queries/list-offerings.ts';
import { searchOfferings } from './queries/search-offerings.ts';

export function startCatalog(config: CatalogConfig, overrides: Overrides = {}): Promise<RunningService> {
  return startService(createRuntime('catalog', config.runtime, overrides), {
    migrations: new URL('./db/migrations/', import.meta.url),
    entities,
    actors: [offeringActor],
    readers: [reader({ service: CatalogService, queries: { getOffering, listCategories, listOfferings, searchOfferings } })],
  });
}
