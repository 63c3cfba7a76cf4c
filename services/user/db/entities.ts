/** Entities of the user service's plain reads. */
import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { LegalEntity, Tenant } from '../domain/tenant.ts';

export const TenantEntity = defineEntity({
  name: 'Tenant',
  tableName: 'tenant',
  properties: {
    id: p.uuid().primary(),
    version: p.bigint(),
    slug: p.text(),
    name: p.text(),
    tagline: p.text(),
    timeZone: p.text(),
    currency: p.text(),
    locale: p.text(),
    legalEntity: p.json().$type<LegalEntity>(),
    brandColor: p.text(),
    supportEmail: p.text(),
    createdTime: p.datetime(),
    updatedTime: p.datetime(),
  },
});

export const toDomain = ({ createdTime, updatedTime, ...tenant }: InferEntity<typeof TenantEntity>): Tenant => ({ ...tenant, created: createdTime, updated: updatedTime });
