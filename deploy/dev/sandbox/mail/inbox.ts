/** The mails received, newest last; who waits for one gets it the moment it is stored. */
import { randomUUID } from 'node:crypto';
import { openStore } from '../store/store.ts';
import { createTable, keepNewest } from '../store/table.ts';
import { isStoredMail, type Mail, parseMail, type StoredMail } from './mail.ts';

export interface Inbox extends AsyncDisposable {
  deliver(envelope: StoredMail['envelope'], source: Buffer): Promise<Mail>;
  mails(): Mail[];
  get(id: string): Mail | undefined;
  clear(): Promise<void>;
  /** The first mail that matches, now or when it arrives; rejects when the signal fires first. */
  find(matches: (mail: Mail) => boolean, signal: AbortSignal): Promise<Mail>;
}

const KEPT = 300;

export async function openInbox(file: string | undefined, now: () => number): Promise<Inbox> {
  const table = createTable('mail', isStoredMail);
  const store = await openStore([table], file);
  const parsed = new Map<string, Mail>();
  for (const stored of table.all()) parsed.set(stored.id, await parseMail(stored));
  const waiting = new Set<(mail: Mail) => void>();
  const mails = () => table.all().flatMap(({ id }) => parsed.get(id) ?? []);
  return {
    async deliver(envelope, source) {
      const stored: StoredMail = {
        id: randomUUID(),
        object: 'mail',
        received_at: new Date(now()).toISOString(),
        envelope,
        source: source.toString('base64'),
      };
      const mail = await parseMail(stored);
      await store.transact(() => keepNewest(table, stored, KEPT)).saved;
      parsed.set(mail.id, mail);
      for (const id of parsed.keys()) if (table.get(id) === undefined) parsed.delete(id);
      for (const announce of waiting) announce(mail);
      return mail;
    },
    mails,
    get: (id) => parsed.get(id),
    async clear() {
      await store.transact(() => table.all().forEach(({ id }) => table.remove(id))).saved;
      parsed.clear();
    },
    async find(matches, signal) {
      const here = mails().find(matches);
      if (here !== undefined) return here;
      const { promise, resolve, reject } = Promise.withResolvers<Mail>();
      const announce = (mail: Mail) => void (matches(mail) && resolve(mail));
      const giveUp = () =>
        reject(
          new Error(
            `no such mail arrived in time; the inbox has: ${
              mails()
                .map(({ subject }) => `"${subject}"`)
                .join(', ') || 'nothing'
            }`,
          ),
        );
      waiting.add(announce);
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        return await promise;
      } finally {
        waiting.delete(announce);
        signal.removeEventListener('abort', giveUp);
      }
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
