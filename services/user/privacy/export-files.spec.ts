import { expect } from 'chai';
import { newId } from '../../runtime/ids.ts';
import type { ObjectStore } from '../../runtime/objects/object-store.ts';
import { exportFiles, type ExportPlace } from './export-files.ts';

const MEGABYTE = 1_000_000;
const all = { services: [], archive: true };

describe('files of an export', () => {
  const signal = new AbortController().signal;
  const place = (): ExportPlace => ({ tenantId: newId(), id: newId(), number: 1 });

  /** A store that notes what is read of it, and removes only so many objects. */
  function openStore() {
    const objects = new Map<string, Uint8Array>();
    const read: number[] = [];
    const limit = { removals: Infinity };
    const store: ObjectStore = {
      put: async (key, { bytes }) => void objects.set(key, Uint8Array.from(bytes)),
      async get(key) {
        const bytes = objects.get(key);
        if (bytes) read.push(bytes.length);
        return bytes;
      },
      async remove(key) {
        if ((limit.removals -= 1) < 0) throw new Error('the store is away');
        objects.delete(key);
      },
    };
    return { files: exportFiles(store), objects, read, limit };
  }
  const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index % 251);

  it('gives an archive from any offset, and reads no more of it than a piece', async () => {
    const { files, read } = openStore();
    const [archive, at] = [bytesOf(3.5 * MEGABYTE), place()];
    await files.putArchive(at, archive, signal);
    const parts: Uint8Array[] = [];
    for (let offset = 0; offset < archive.length; ) {
      const part = (await files.archiveFrom(at, offset, signal)) ?? expect.fail('nothing there');
      parts.push(part);
      offset += part.length;
    }
    expect(Buffer.concat(parts).equals(archive)).to.equal(true);
    expect(read).to.deep.equal([MEGABYTE, MEGABYTE, MEGABYTE, 0.5 * MEGABYTE]);
    const middle = (await files.archiveFrom(at, 1_234_567, signal)) ?? expect.fail('nothing there');
    expect(Buffer.from(middle).equals(archive.subarray(1_234_567, 2 * MEGABYTE))).to.equal(true);
  });

  it('leaves nothing of an archive, also of a longer one that was not finished, nor when removing broke off', async () => {
    const { files, objects, limit } = openStore();
    const at = place();
    await files.putArchive(at, bytesOf(3.5 * MEGABYTE), signal);
    await files.putArchive(at, bytesOf(MEGABYTE), signal);
    limit.removals = 1;
    expect(await files.remove(at, all, signal).catch((error: Error) => error.message)).to.equal('the store is away');
    limit.removals = Infinity;
    await files.remove(at, all, signal);
    expect([...objects.keys()]).to.deep.equal([]);
    await files.remove(at, all, signal);
  });

  it('leaves nothing of an archive that lies whole, from when none lay in pieces, and gives none of it', async () => {
    const { files, objects } = openStore();
    const at = place();
    await files.putArchive(at, bytesOf(10), signal);
    const [[key, bytes] = expect.fail('nothing stored')] = objects;
    objects.clear();
    objects.set(key.replace(/\/0$/, ''), bytes);
    expect([...objects.keys()].map((key) => key.split('/').at(-1))).to.deep.equal(['archive.zip']);
    expect(await files.archiveFrom(at, 0, signal)).to.equal(undefined);
    await files.remove(at, all, signal);
    expect([...objects.keys()]).to.deep.equal([]);
  });
});
