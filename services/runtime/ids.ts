/** Ids: UUIDv7 inside (time-ordered), TypeID outside (`bkg_…`), converted only at the mapping edge. */
import { randomFillSync } from 'node:crypto';
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

const ID_BYTES = 16;
/** Asking the system for the randomness of a thousand ids costs little more than for one. */
const randomness = Buffer.alloc(ID_BYTES * 1_024);
let used = randomness.length;

function randomBytes(): Buffer {
  if (used === randomness.length) {
    randomFillSync(randomness);
    used = 0;
  }
  return randomness.subarray(used, (used += ID_BYTES));
}

let last = { msecs: 0, seq: 0 };

/** A new time-ordered id (UUIDv7): after all that this process made before, also within a millisecond and when its clock goes back. */
export const newId: NewId = () => {
  const random = randomBytes();
  const msecs = Date.now();
  // Each millisecond counts on from a random number of 31 bits; there is as much room above it.
  last = msecs > last.msecs ? { msecs, seq: random.readUInt32BE(6) >>> 1 } : { msecs: last.msecs, seq: last.seq + 1 };
  return uuidv7({ random, ...last });
};

/** The same id for the same parts, always: for things of which there is one for each `parts`. */
export const derivedId = (...parts: readonly string[]): string => uuidv5(parts.join('\u0000'), NAMESPACE);

/** What stands behind the prefix, for ids that were written lately: one answer names the same few again and again. */
const suffixes = new Map<string, string>();
const SUFFIXES = 4_096;

/** The outside form of `uuid`: `bkg_01h…`. */
export function toTypeId(prefix: IdPrefix, uuid: string): string {
  let suffix = suffixes.get(uuid);
  if (suffix === undefined) {
    suffix = fromUUID(uuid);
    if (suffixes.size === SUFFIXES) suffixes.clear();
    suffixes.set(uuid, suffix);
  }
  return `${prefix}_${suffix}`;
}

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
