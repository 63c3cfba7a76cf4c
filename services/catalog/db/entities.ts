/** Headings as MikroORM sees them; offerings are read by hand-written SQL. */
import { defineEntity, p } from '@mikro-orm/core';

const heading = {
  tenantId: p.uuid().primary(),
  id: p.uuid().primary(),
  name: p.text(),
  slug: p.text(),
};

export const CategoryEntity = defineEntity({ name: 'Category', tableName: 'category', properties: heading });

export const entities = [CategoryEntity];
