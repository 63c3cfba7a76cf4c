/** Where the parts of an export and its archive lie in the object store, and what they hold. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { CollectPersonalDataResponseSchema } from '#proto/berth/runtime/v1/personal_data_service_pb.ts';
import { unavailable } from '../../runtime/errors.ts';
import { toTypeId } from '../../runtime/ids.ts';
import type { ObjectStore } from '../../runtime/objects/object-store.ts';
import type { Person, PersonalFile } from '../../runtime/personal/personal-data.ts';

/** One of a person's exports. */
export interface ExportPlace extends Person {
  /** From 1. */
  readonly number: number;
}

/** Which objects of an export. */
export interface ExportObjects {
  /** Those whose parts. */
  readonly services: readonly string[];
  readonly archive: boolean;
}

export interface ExportFiles {
  putPart(place: ExportPlace, service: string, files: readonly PersonalFile[], signal: AbortSignal): Promise<void>;
  /** `UNAVAILABLE` when the store has lost it. */
  part(place: ExportPlace, service: string, signal: AbortSignal): Promise<readonly PersonalFile[]>;
  putArchive(place: ExportPlace, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** What is at an offset of the archive, up to the end of its piece. */
  archiveFrom(place: ExportPlace, offset: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Also when there are none. */
  remove(place: ExportPlace, objects: ExportObjects, signal: AbortSignal): Promise<void>;
}

const folderOf = ({ tenantId, id, number }: ExportPlace): string => `exports/${toTypeId('tnt', tenantId)}/${toTypeId('usr', id)}/${number}`;
const partOf = (place: ExportPlace, service: string): string => `${folderOf(place)}/${service}.part`;
/** An archive lies in pieces, so that whoever fetches a part of it has that alone read. */
const PIECE_BYTES = 1_000_000;
const wholeOf = (place: ExportPlace): string => `${folderOf(place)}/archive.zip`;
const pieceOf = (place: ExportPlace, index: number): string => `${wholeOf(place)}/${index}`;

export const exportFiles = (store: ObjectStore): ExportFiles => ({
  putPart(place, service, files, signal) {
    const message = create(CollectPersonalDataResponseSchema, { files: files.map(({ name, about, content }) => ({ name, about, content: new Uint8Array(content) })) });
    return store.put(partOf(place, service), { bytes: toBinary(CollectPersonalDataResponseSchema, message), contentType: 'application/octet-stream' }, signal);
  },
  async part(place, service, signal) {
    const bytes = await store.get(partOf(place, service), signal);
    if (!bytes) throw unavailable('EXPORT_PART_LOST', 'The object store has lost a part of the export.');
    return fromBinary(CollectPersonalDataResponseSchema, bytes).files;
  },
  async putArchive(place, bytes, signal) {
    const pieces = Math.ceil(bytes.length / PIECE_BYTES);
    for (let index = 0; index < pieces; index += 1) {
      const piece = bytes.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES);
      await store.put(pieceOf(place, index), { bytes: piece, contentType: 'application/octet-stream' }, signal);
    }
  },
  async archiveFrom(place, offset, signal) {
    const piece = await store.get(pieceOf(place, Math.floor(offset / PIECE_BYTES)), signal);
    return piece?.subarray(offset % PIECE_BYTES);
  },
  async remove(place, { services, archive }, signal) {
    for (const service of services) await store.remove(partOf(place, service), signal);
    if (archive) await removeArchive(store, place, signal);
  },
});

/** Also what an attempt that did not end has left. */
async function removeArchive(store: ObjectStore, place: ExportPlace, signal: AbortSignal): Promise<void> {
  let pieces = 0;
  while (await store.get(pieceOf(place, pieces), signal)) pieces += 1;
  // Archives lay whole before they lay in pieces.
  await store.remove(wholeOf(place), signal);
  // The first goes last: as long as it is there, so are those before any other.
  while (pieces > 0) await store.remove(pieceOf(place, (pieces -= 1)), signal);
}
