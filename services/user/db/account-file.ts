/** The account of a person, which all businesses share, as their export shows it: nothing that proves who they are is in it. */
import type { Query } from '../../runtime/db/query.ts';
import type { Person, PersonalFile } from '../../runtime/personal/personal-data.ts';

const ACCOUNT = `select jsonb_build_object('id', i.id, 'email', i.email, 'verified', i.verified_time, 'created', i.created_time,
    'secondFactor', coalesce((i.second_factor->>'confirmed')::boolean, false),
    'passkeys', (select coalesce(jsonb_agg(jsonb_build_object('name', k.name, 'created', k.created_time, 'used', k.used_time) order by k.created_time), '[]')
      from passkey k where k.identity_id = i.id),
    'linkedAccounts', (select coalesce(jsonb_agg(jsonb_build_object('provider', l.provider, 'email', l.email, 'created', l.created_time, 'used', l.used_time) order by l.created_time), '[]')
      from linked_identity l where l.identity_id = i.id)) as account
  from identity i where i.id = $1::uuid`;

export async function accountFile(query: Query, { id }: Person): Promise<PersonalFile[]> {
  const [row] = await query.run<{ account: object }>(ACCOUNT, [id]);
  return row ? [{ name: 'account.json', about: 'Your account, which all businesses on Berth share.', content: Buffer.from(`${JSON.stringify(row.account, null, 2)}\n`) }] : [];
}
