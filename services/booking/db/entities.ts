/** Entities of booking's plain reads. Hot paths and everything that constraints guard use SQL by hand. */
import { defineEntity, p } from '@mikro-orm/core';
import type { DateOverride, WeeklyRule } from '../domain/schedule.ts';

const scheduled = {
  tenantId: p.uuid().primary(),
  id: p.uuid().primary(),
  version: p.bigint(),
  name: p.text(),
  skills: p.array().columnType('text[]'),
  timeZone: p.text(),
  weeklyHours: p.json().$type<WeeklyRule[]>(),
  dateOverrides: p.json().$type<DateOverride[]>(),
};

export const StaffEntity = defineEntity({
  name: 'Staff',
  tableName: 'staff',
  properties: { ...scheduled, offeringIds: p.array().columnType('uuid[]') },
});

export const ResourceEntity = defineEntity({
  name: 'Resource',
  tableName: 'resource',
  properties: { ...scheduled, kind: p.text() },
});
