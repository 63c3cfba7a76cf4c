/** Reads of what people decided about what is kept of them: their own, and for administrators the erasures of their customers. */
import type { DownloadDataExportRequest, GetCustomerErasureRequest, ListConsentsRequest } from '#proto/berth/user/v1/privacy_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { pageToken, readPageToken } from '../../runtime/db/page-token.ts';
import { Failure, invalidField, notFound } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import type { Attempts } from '../db/attempts.ts';
import { consentsOf } from '../db/consent-store.ts';
import { findExport } from '../db/data-export-store.ts';
import { findErasure } from '../db/erasure-store.ts';
import { ownIdentity } from '../db/identity-store.ts';
import { exportNotReady } from '../domain/data-export.ts';
import { seenBy } from '../domain/erasure.ts';
import type { ExportFiles } from '../privacy/export-files.ts';
import { erasureIdOf, exportIdOf } from '../privacy/keys.ts';
import { reauthenticated } from '../privacy/reauthentication.ts';
import { toConsent, toDataExport, toErasure } from '../privacy-mapping.ts';

const PAGE = 50;

export const privacyQueries = (files: Pick<ExportFiles, 'archiveFrom'>, attempts: Attempts) => ({
  async listConsents({ caller, db }: View, { pageSize, pageToken: token }: ListConsentsRequest) {
    const { id: userId } = await ownIdentity(db, caller);
    const request = ['ListConsents', caller.tenantId, userId];
    const limit = pageSize || PAGE;
    const before = readPageToken(token, request, ['text', 'uuid']);
    if (before && Number.isNaN(Date.parse(before[0]))) throw invalidField('page_token', 'must be the next_page_token of an answer to the same request', 'PAGE_TOKEN_MISMATCH');
    const found = await consentsOf(db, userId, before, limit + 1);
    const last = found.length > limit ? found[limit - 1] : undefined;
    return { consents: found.slice(0, limit).map(toConsent), nextPageToken: last ? pageToken(request, [last.time.toISOString(), last.id]) : '' };
  },
  async getDataExport({ caller, db }: View) {
    const found = await findExport(db, exportIdOf((await ownIdentity(db, caller)).id));
    if (!found) throw notFound('export', 'of yours');
    return { dataExport: toDataExport(found) };
  },
  async downloadDataExport(view: View, { offset, ...proof }: DownloadDataExportRequest) {
    const { caller, db, signal } = view;
    const { id } = await reauthenticated(attempts, view, proof);
    const found = await findExport(db, exportIdOf(id));
    if (found?.status !== 'ready') throw new Failure(exportNotReady());
    const from = Number(offset);
    const content = from < found.size ? await files.archiveFrom({ tenantId: caller.tenantId, id, number: found.number }, from, signal) : new Uint8Array();
    if (!content) throw new Failure(exportNotReady());
    return { content, size: BigInt(found.size) };
  },
  async getErasure({ caller, db }: View) {
    const { erasure, version } = await erasureOf(db, caller.subject);
    return { erasure: toErasure(erasure, version) };
  },
  async getCustomerErasure({ caller, db }: View, { userId }: GetCustomerErasureRequest) {
    const { erasure, version } = await erasureOf(db, fromTypeId('usr', userId, 'user_id'));
    return { erasure: toErasure(seenBy(erasure, caller.tenantId), version) };
  },
});

async function erasureOf(db: View['db'], userId: string) {
  const found = await findErasure(db, erasureIdOf(userId));
  if (!found) throw notFound('erasure', 'of this person');
  return found;
}
