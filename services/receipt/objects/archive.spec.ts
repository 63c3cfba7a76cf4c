import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { pino } from 'pino';
import { unavailable } from '../../runtime/errors.ts';
import type { ReceiptDocument } from '../domain/document.ts';
import { createArchive, type Archive } from './archive.ts';
import type { ObjectStore } from '../../runtime/objects/object-store.ts';

const document: ReceiptDocument = {
  number: '2026-000001', issued: '2026-11-21T14:36:02.000Z', customer: { name: '', email: '' }, lines: [], currency: 'EUR', totalMinor: '1',
  tax: { rateBps: 0, includedMinor: '0' }, payment: { methodLabel: '', captured: '2026-11-21T14:36:02.000Z', reference: '' }, bookingCode: '',
  seller: {
    tradingName: '', legalName: '', addressLines: [], countryCode: '', taxId: '', supportEmail: '', brandColor: '', timeZone: 'UTC', locale: 'en',
  },
};
const { signal } = new AbortController();
const sha256 = createHash('sha256').update('printed').digest('hex');
const rendering = { objectKey: 'key', sha256 };
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe('archive', () => {
  let objects: Map<string, Uint8Array>;
  let reachable: boolean;
  let printed: string;
  let archive: Archive;

  beforeEach(() => {
    objects = new Map();
    reachable = true;
    printed = 'printed';
    const store: ObjectStore = {
      put: (key, { bytes }) => Promise.resolve(void objects.set(key, bytes)),
      get: (key) => (reachable ? Promise.resolve(objects.get(key)) : Promise.reject(unavailable('DOWN', 'down'))),
      remove: (key) => Promise.resolve(void objects.delete(key)),
    };
    archive = createArchive({ store, renderer: { render: () => Promise.resolve(Buffer.from(printed)) }, logger: pino({ level: 'silent' }) });
  });

  it('files what it prints and gives its hash', async () => {
    expect(await archive.file(document, 'key', signal)).to.equal(sha256);
    expect(text(await archive.fetch(document, rendering, signal))).to.equal('printed');
  });

  it('prints and files again what is missing or damaged', async () => {
    for (const damage of [undefined, Buffer.from('prin')]) {
      if (damage) objects.set('key', damage);
      expect(text(await archive.fetch(document, rendering, signal))).to.equal('printed');
      expect(text(objects.get('key') ?? new Uint8Array())).to.equal('printed');
      objects.clear();
    }
  });

  it('gives a fresh printing while the store is out of reach', async () => {
    reachable = false;
    expect(text(await archive.fetch(document, rendering, signal))).to.equal('printed');
    expect(objects.size).to.equal(0);
  });

  it('never files a printing that differs from the one that was issued', async () => {
    printed = 'printed by a newer renderer';
    expect(text(await archive.fetch(document, rendering, signal))).to.equal(printed);
    expect(objects.size).to.equal(0);
  });
});
