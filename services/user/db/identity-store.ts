/** Identities as rows of the platform: turns of several businesses may change one at a time, and none loses what another wrote. */
import type { Query } from '../../runtime/db/query.ts';
import { validate } from 'uuid';
import { WriteConflict, type Caller, type Store } from '../../runtime/actor/types.ts';
import { notFound } from '../../runtime/errors.ts';
import { accountChanged, type Identity } from '../domain/account.ts';
import type { SecondFactor } from '../domain/second-factor.ts';

interface IdentityRow {
  id: string;
  email_key: string;
  version: bigint;
  email: string;
  password_hash: string | null;
  verified_time: Date | null;
  epoch: number;
  kept_session_id: string | null;
  second_factor: SecondFactor | null;
}

const fromRow = (row: IdentityRow): Identity => ({
  id: row.id,
  email: row.email,
  passwordHash: row.password_hash ?? undefined,
  verified: row.verified_time ?? undefined,
  epoch: row.epoch,
  keptSessionId: row.kept_session_id ?? undefined,
  secondFactor: row.second_factor ?? undefined,
  version: row.version,
});

/** Keyed by the e-mail's key, so that two registrations of one address meet. */
export const identityStore: Store<Identity> = {
  load: (query, loads) => loadIdentities(query, loads.map(({ key }) => key.id)),
  async save(query, changes) {
    for (const { key, before, after, now } of changes) {
      if (after && (await write(query, key.id, before, after, now)) === 0) throw new WriteConflict(accountChanged());
    }
  },
};

async function write(query: Query, emailKey: string, before: Identity | undefined, after: Identity, now: Date): Promise<number> {
  const { id, email, passwordHash, verified, epoch, keptSessionId } = after;
  const secondFactor = after.secondFactor && JSON.stringify(after.secondFactor);
  const rows = before
    ? await query.run(
        `update identity set version = version + 1, password_hash = $3, verified_time = $4, epoch = $5, kept_session_id = $6, second_factor = $7::jsonb, updated_time = $8
         where id = $1 and version = $2 returning id`,
        [id, before.version, passwordHash, verified, epoch, keptSessionId, secondFactor, now],
      )
    : await query.run(
        `insert into identity (id, email_key, email, password_hash, verified_time, epoch, kept_session_id, second_factor, created_time, updated_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $9) on conflict do nothing returning id`,
        [id, emailKey, email, passwordHash, verified, epoch, keptSessionId, secondFactor, now],
      );
  return rows.length;
}

/** Identities by e-mail key; also for reads outside turns. */
export async function loadIdentities(query: Query, emailKeys: readonly string[]): Promise<ReadonlyMap<string, Identity>> {
  const rows = await query.run<IdentityRow>('select * from identity where email_key = any($1::uuid[])', [emailKeys]);
  return new Map(rows.map((row) => [row.email_key, fromRow(row)]));
}

/** The identity of a person, and the key of their address. */
export async function findIdentity(query: Query, id: string): Promise<{ readonly identity: Identity; readonly emailKey: string } | undefined> {
  const [row] = await query.run<IdentityRow>('select * from identity where id = $1::uuid', [id]);
  return row && { identity: fromRow(row), emailKey: row.email_key };
}

/** The identity of who calls; `NOT_FOUND` for services, which have none. */
export async function ownIdentity(query: Query, { subject }: Caller): Promise<Identity> {
  const found = validate(subject) ? await findIdentity(query, subject) : undefined;
  if (!found) throw notFound('account', subject);
  return found.identity;
}
