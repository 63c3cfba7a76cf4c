/** Ids: UUIDv7 inside (time-ordered), TypeID outside (`bkg_…`), converted only at the mapping edge. */
import { v5 as uuidv5, v7 as uuidv7, validate } from 'uuid';
import { fromString, fromUUID, toUUID } from 'typeid-js';
import { invalidField } from './errors.ts';

/** Prefixes of TypeIDs, one a kind of thing. */
export type IdPrefix =
  | 'tnt' | 'usr' | 'cat' | 'brd' | 'off' | 'var' | 'add' | 'bkg' | 'ses' | 'stf' | 'rsc' | 'cls'
  | 'wtl' | 'srs' | 'sid' | 'lnk' | 'inv' | 'idn' | 'psk' | 'lid' | 'key' | 'pay' | 'pac' | 'ord' | 'rcp' | 'ntf' | 'trk' | 'evt' | 'rfd' | 'req' | 'dlt' | 'eff' | 'aud' | 'cns' | 'era' | 'dex';

const NAMESPACE = '6f1b7d0a-6c1e-5b3e-9d57-0d4e0b0a7c11';

/** Tenant of calls that belong to no business: its list, its keys, and webhooks before our own rows say whose they are. */
export const PLATFORM_TENANT = '00000000-0000-0000-0000-000000000000';

/** Makes ids. Simulation puts its own in the place of `newId`, so that a run can be repeated exactly. */
export type NewId = () => string;

/** Characters of a TypeID behind its prefix: an underscore and the uuid. */
const TYPE_ID_TAIL = 27;

/** A new time-ordered id (UUIDv7). */
export const newId: NewId = () => uuidv7();

/** The same id for the same parts, always: for things of which there is one for each `parts`. */
export const derivedId = (...parts: readonly string[]): string => uuidv5(parts.join('\u0000'), NAMESPACE);

/** The outside form of `uuid`: `bkg_01h…`. */
export const toTypeId = (prefix: IdPrefix, uuid: string): string => fromUUID(uuid, prefix);

/** The uuid inside a TypeID of kind `prefix`; `INVALID_ARGUMENT` naming `field` when it is none. */
export function fromTypeId(prefix: IdPrefix, id: string, field: string): string {
  const uuid = tryTypeId(prefix, id);
  if (uuid === undefined) throw invalidField(field, `must be an id that starts with ${prefix}_`);
  return uuid;
}

/** The uuid inside a TypeID, or `undefined` when it is none of that kind. */
export function tryTypeId(prefix: IdPrefix, id: string): string | undefined {
  try {
    const uuid = toUUID(fromString(id, prefix));
    return validate(uuid) ? uuid : undefined;
  } catch {
    return undefined;
  }
}

/** True when `id` is a TypeID, of whatever kind, of this uuid; cheaper than reading the id. */
export function isTypeIdOf(id: string, uuid: string): boolean {
  try {
    return fromUUID(uuid, id.slice(0, -TYPE_ID_TAIL)) === id;
  } catch {
    return false;
  }
}

/** The uuid inside a TypeID of whatever kind, or `undefined` when it is none. */
export function uuidOfTypeId(id: string): string | undefined {
  try {
    const uuid = toUUID(fromString(id));
    return validate(uuid) ? uuid : undefined;
  } catch {
    return undefined;
  }
}
