/** Collects an export from every service, packs it and removes it; each can be repeated, and none leaves personal data in its row. */
import { effectType, type EffectRunner } from '../../runtime/effects/types.ts';
import type { ExportPart } from '../domain/data-export.ts';
import { packArchive } from '../privacy/archive.ts';
import type { ExportFiles, ExportObjects, ExportPlace } from '../privacy/export-files.ts';
import type { Participants } from '../privacy/participants.ts';

export interface ExportInput {
  readonly userId: string;
  readonly number: number;
}

export interface CollectInput extends ExportInput {
  readonly service: string;
}

export interface PackInput extends ExportInput {
  readonly services: readonly string[];
}

export interface DropInput extends PackInput {
  /** Parts alone are of no use once they are packed. */
  readonly what: 'parts' | 'all';
}

/** What a service gave to which export. */
export interface Collected {
  readonly number: number;
  readonly part: ExportPart;
}

/** What was packed, and where to mail that; the addresses stand in no row. */
export interface Packed {
  readonly number: number;
  readonly size: number;
  readonly sha256: string;
  readonly email: string;
  readonly displayName: string;
}

export const collectPersonalData = effectType<CollectInput, Collected>('collectPersonalData');
export const packDataExport = effectType<PackInput, Packed>('packDataExport');
export const dropDataExport = effectType<DropInput, object>('dropDataExport');

const ATTEMPTS = 100;
const TIMEOUT_MS = 60_000;

export interface ExportOptions {
  readonly files: ExportFiles;
  /** Whether this export is still the person's: not when they were erased meanwhile. */
  isWanted(place: ExportPlace): Promise<boolean>;
}

/** What was stored at the moment of an erasure, after what was there was removed, would lie where nobody reaches it. */
async function dropUnwanted({ files, isWanted }: ExportOptions, place: ExportPlace, objects: ExportObjects, signal: AbortSignal): Promise<void> {
  if (!(await isWanted(place))) await files.remove(place, objects, signal);
}

export const collectRunner = (participants: Participants, options: ExportOptions): EffectRunner<CollectInput, Collected> => ({
  type: collectPersonalData,
  timeoutMs: TIMEOUT_MS,
  maxAttempts: ATTEMPTS,
  async run({ userId, number, service }, { tenantId, signal }) {
    const person = { tenantId, id: userId };
    const found = await participants.of(service).collect(person, signal);
    await options.files.putPart({ ...person, number }, service, found, signal);
    await dropUnwanted(options, { ...person, number }, { services: [service], archive: false }, signal);
    return { number, part: { service, collected: true, files: found.length } };
  },
});

/** Whom to mail, and in whose name the data is given out. */
export interface Addressee {
  readonly email: string;
  readonly displayName: string;
  readonly business: string;
}

export interface PackOptions extends ExportOptions {
  addresseeOf(tenantId: string, userId: string): Promise<Addressee>;
  readonly now: () => Date;
}

export const packRunner = ({ addresseeOf, now, ...options }: PackOptions): EffectRunner<PackInput, Packed> => ({
  type: packDataExport,
  timeoutMs: TIMEOUT_MS,
  maxAttempts: ATTEMPTS,
  async run({ userId, number, services }, { tenantId, signal }) {
    const { files } = options;
    const place = { tenantId, id: userId, number };
    const { email, displayName, business } = await addresseeOf(tenantId, userId);
    const parts = await Promise.all(services.map(async (service) => (await files.part(place, service, signal)).map(({ name, about, content }) => ({ service, name, about, content }))));
    const { bytes, sha256 } = await packArchive(parts.flat(), business, now());
    await files.putArchive(place, bytes, signal);
    await dropUnwanted(options, place, { services: [], archive: true }, signal);
    return { number, size: bytes.length, sha256, email, displayName };
  },
});

export const dropRunner = (files: ExportFiles): EffectRunner<DropInput, object> => ({
  type: dropDataExport,
  maxAttempts: ATTEMPTS,
  async run({ userId, number, services, what }, { tenantId, signal }) {
    await files.remove({ tenantId, id: userId, number }, { services, archive: what === 'all' }, signal);
    return {};
  },
});
