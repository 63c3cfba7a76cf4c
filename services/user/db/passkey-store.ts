/** Passkeys as rows of the platform: two uses at a time, in whatever businesses, are one after the other. */
import type { Query } from '../../runtime/db/query.ts';
import { WriteConflict, type Change, type Store } from '../../runtime/actor/types.ts';
import { passkeyRefused, passkeyTaken, type Passkey } from '../domain/passkey.ts';

interface PasskeyRow {
  id: string;
  version: bigint;
  identity_id: string;
  credential_id: string;
  public_key: Buffer;
  counter: bigint;
  name: string;
  created_time: Date;
  used_time: Date | null;
}

const fromRow = (row: PasskeyRow): Passkey => ({
  id: row.id,
  identityId: row.identity_id,
  credentialId: row.credential_id,
  publicKey: row.public_key,
  counter: Number(row.counter),
  name: row.name,
  created: row.created_time,
  used: row.used_time ?? undefined,
  version: row.version,
});

export const passkeyStore: Store<Passkey> = {
  async load(query, loads) {
    const rows = await query.run<PasskeyRow>('select * from passkey where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  },
  async save(query, changes) {
    for (const change of changes) {
      if ((await write(query, change)) === 0) throw new WriteConflict(change.before ? passkeyRefused() : passkeyTaken());
    }
  },
};

async function write(query: Query, { key, before, after }: Change<Passkey>): Promise<number> {
  if (!after) return (await query.run('delete from passkey where id = $1 returning id', [key.id])).length;
  const rows = before
    ? await query.run('update passkey set version = version + 1, counter = $3, used_time = $4 where id = $1 and version = $2 returning id', [
        after.id, before.version, after.counter, after.used,
      ])
    : await query.run(
        `insert into passkey (id, identity_id, credential_id, public_key, counter, name, created_time)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id`,
        [after.id, after.identityId, after.credentialId, Buffer.from(after.publicKey), after.counter, after.name, after.created],
      );
  return rows.length;
}

/** A passkey by its id, for reads outside turns. */
export async function findPasskey(query: Query, id: string): Promise<Passkey | undefined> {
  const [row] = await query.run<PasskeyRow>('select * from passkey where id = $1::uuid', [id]);
  return row && fromRow(row);
}

/** Passkeys of a person, the oldest first. */
export async function passkeysOf(query: Query, identityId: string): Promise<Passkey[]> {
  return (await query.run<PasskeyRow>('select * from passkey where identity_id = $1::uuid order by created_time, id', [identityId])).map(fromRow);
}
