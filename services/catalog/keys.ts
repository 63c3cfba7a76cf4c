/** What turns of this service lock: the offering that they change. */
import type { Key } from '#runtime/actor/types.ts';

export const OFFERING = 'offering';

export const offeringKey = (id: string): Key => ({ type: OFFERING, id });
