/** The receipt service: numbered receipts for what was paid, as PDFs in an object store. */
import { ReceiptService } from '#proto/berth/receipt/v1/receipt_service_pb.ts';
import { reader } from '../runtime/actor/actor.ts';
import { guardedStore } from '../runtime/objects/guarded-store.ts';
import type { ObjectStore } from '../runtime/objects/object-store.ts';
import { openObjectStore } from '../runtime/objects/open-store.ts';
import { createRuntime, startService, type Overrides, type Runtime, type RunningService, type ServiceParts } from '../runtime/service.ts';
import { receiptActor } from './actors/receipt.actor.ts';
import { tenantCopyActor } from './actors/tenant-copy.actor.ts';
import { RECEIPT_BUCKET } from './bucket.ts';
import type { ReceiptConfig } from './config.ts';
import { personalData } from './db/personal-data.ts';
import { renderReceiptRunner } from './effects/render-receipt.ts';
import { createArchive } from './objects/archive.ts';
import { downloadReceipt } from './queries/download-receipt.ts';
import { getReceipt } from './queries/get-receipt.ts';
import { bookingConfirmed } from './reactions/booking-confirmed.ts';
import { tenantChanged } from './reactions/tenant-changed.ts';
import { personalFiles } from './queries/personal-files.ts';
import { createRenderer } from './render/renderer.ts';

export async function startReceipt(config: ReceiptConfig, overrides: Overrides = {}): Promise<RunningService> {
  const runtime = createRuntime('receipt', config.runtime, overrides);
  // Disposed after the service, which uses them until its last effect is done.
  const outside = new AsyncDisposableStack();
  try {
    const service = await startService(runtime, {
      migrations: new URL('./db/migrations/', import.meta.url),
      entities: [],
      personalData,
      parts: ({ nats }) => Promise.resolve(createParts(runtime, openObjectStore(config.s3, nats, RECEIPT_BUCKET), outside)),
    });
    outside.use(service);
    return { ...service, [Symbol.asyncDispose]: () => outside.disposeAsync() };
  } catch (error) {
    await outside.disposeAsync();
    throw error;
  }
}

function createParts({ logger }: Runtime, objects: ObjectStore, outside: AsyncDisposableStack): ServiceParts {
  const renderer = outside.use(createRenderer());
  const store = outside.use(guardedStore(objects));
  const archive = createArchive({ renderer, store, logger });
  return {
    actors: [receiptActor, tenantCopyActor],
    readers: [reader({ service: ReceiptService, queries: { getReceipt, downloadReceipt: downloadReceipt(archive) } })],
    reactions: [tenantChanged, bookingConfirmed],
    effects: [renderReceiptRunner(archive)],
    personalExtras: { files: personalFiles(archive) },
  };
}
