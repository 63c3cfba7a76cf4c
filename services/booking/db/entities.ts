/** Entities of booking's plain reads. Hot paths and everything that constraints guard use SQL by hand. */
import { defineEntity, p } from '@mikro-orm/core';
import type { WeeklyHours } from '../domain/staff.ts';

export const StaffEntity = defineEntity({
  name: 'Staff',
  tableName: 'staff',
  properties: {
    tenantId: p.uuid().primary(),
    id: p.uuid().primary(),
    version: p.bigint(),
    name: p.text(),
    timeZone: p.text(),
    offeringIds: p.array().columnType('uuid[]'),
    hours: p.json().$type<WeeklyHours[]>().fieldName('weekly_hours'),
  },
});
