import { expect } from 'chai';
import { newId } from '../../runtime/ids.ts';
import type { ObjectStore } from '../../runtime/objects/object-store.ts';
import { exportFiles } from '../privacy/export-files.ts';
import type { Participant, Participants } from '../privacy/participants.ts';
import { collectRunner, packRunner } from './data-export.ts';

const never = (): never => expect.fail('it was not asked for');
const booking: Participant = { name: 'booking', collect: async () => [{ name: 'kept.json', about: 'All.', content: Buffer.from('[]') }], erase: never, obstacles: never, claim: never };
const participants: Participants = { names: ['booking'], of: () => booking, cancelBooking: never, leaveWaitlist: never, leaveBusiness: never, administers: never, [Symbol.dispose]: never };

describe('an export', () => {
  function open() {
    const objects = new Map<string, Uint8Array>();
    const store: ObjectStore = { put: async (key, { bytes }) => void objects.set(key, bytes), get: async (key) => objects.get(key), remove: async (key) => void objects.delete(key) };
    const person = { erased: false };
    const options = { files: exportFiles(store), isWanted: () => Promise.resolve(!person.erased) };
    const about = { userId: newId(), number: 1 };
    const context = { id: newId(), tenantId: newId(), key: { type: 'data_export', id: newId() }, attempt: 1, signal: new AbortController().signal, traceparent: '' };
    const addresseeOf = () => Promise.resolve({ email: 'zoe@example.com', displayName: 'Zoë', business: 'Studio' });
    return {
      person,
      stored: () => [...objects.keys()].map((key) => key.split('/').slice(4).join('/')),
      collect: () => collectRunner(participants, options).run({ ...about, service: 'booking' }, context),
      pack: () => packRunner({ ...options, addresseeOf, now: () => new Date() }).run({ ...about, services: ['booking'] }, context),
    };
  }

  it('of somebody who is erased while it is made leaves nothing of what was stored since', async () => {
    const { person, stored, collect, pack } = open();
    await collect();
    await pack();
    expect(stored()).to.deep.equal(['booking.part', 'archive.zip/0']);
    person.erased = true;
    await pack();
    expect(stored()).to.deep.equal(['booking.part']);
    await collect();
    expect(stored()).to.deep.equal([]);
  });
});
