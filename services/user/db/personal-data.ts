/** What the user service keeps about a person in a business. Their account, which is theirs in all businesses, goes with the last of them. */
import type { RelayDatabase } from '../../runtime/db/database.ts';
import type { PersonalData, Person } from '../../runtime/personal/personal-data.ts';

/** Whoever wrote somebody else's address has nothing of what went there: it counts once it is proved. The account goes after all of this. */
const TO_THEM = 'email in (select i.email from identity i where i.id = $2 and i.verified_time is not null)';

export const personalData: PersonalData = {
  tables: [
    {
      table: 'session',
      key: 'session',
      rows: 'user_id = $2',
      guard: 'new.user_id',
      file: {
        name: 'sessions',
        about: 'From where you signed in, and when.',
        fields: { id: 'id', ipAddress: 'ip_address', userAgent: 'user_agent', created: 'created_time', refreshed: 'rotated_time', expires: 'expire_time', revoked: 'revoked_time' },
        order: 'created_time, id',
      },
      erase: 'remove',
      // The expression of the index `session_to_remove`.
      retention: { rule: 'sessions, for 90 days after they ended', when: `least(expire_time, revoked_time) < $1::timestamptz - interval '90 days'`, remove: true },
    },
    // The row stays: with a number that comes again, an old link would be good again.
    { table: 'mail_link', key: 'mail_link', rows: `user_id = $2 or ${TO_THEM}`, guard: 'new.user_id', erase: { email: `''` } },
    {
      // A guest's stays the guest's: whoever wrote an address that was not proved has agreed to nothing for its owner.
      table: 'consent',
      rows: 'user_id = $2',
      guard: 'new.user_id',
      file: {
        name: 'consents',
        about: 'What you agreed to, and took back.',
        fields: { purpose: 'purpose', granted: 'granted', textVersion: 'text_version', source: 'source', booking: 'booking_id', created: 'created_time' },
        order: 'created_time, id',
      },
      erase: 'remove',
    },
    {
      table: 'data_export',
      key: 'data_export',
      rows: 'user_id = $2',
      guard: 'new.user_id',
      effects: ['collectPersonalData', 'packDataExport'],
      file: { name: 'exports', about: 'When you asked for your data.', fields: { number: 'number', status: 'status', created: 'created_time', expires: 'expire_time' }, order: 'id' },
      erase: 'remove',
    },
    {
      table: 'invitation',
      key: 'invitation',
      rows: `accepted_by = $2 or ${TO_THEM}`,
      file: { name: 'invitations', about: 'Invitations to work for this business.', fields: { email: 'email', roles: 'roles', status: 'status', created: 'created_time', expires: 'expire_time' }, order: 'created_time, id' },
      erase: 'remove',
      retention: { rule: 'invitations, for 90 days after they ended', when: `expire_time < $1::timestamptz - interval '90 days'`, remove: true },
    },
    {
      table: 'profile',
      key: 'profile',
      rows: 'id = $2',
      // Not written: the business does not take them in again for as long (`ERASED_HERE`).
      guard: 'new.id',
      file: {
        name: 'profile',
        about: 'Who you are to this business.',
        fields: { id: 'id', email: 'email', displayName: 'display_name', phoneNumber: 'phone_number', roles: 'roles', created: 'created_time' },
        order: 'id',
      },
      // Nobody can sign in as a guest again: `privacy/past-guests.ts` erases them after a year.
      erase: 'remove',
    },
  ],
};

const LEFT_EVERYWHERE = 'not exists (select from profile where id = $1::uuid)';

/** The account goes when no business knows its person any more: with it whoever has its password, passkeys or linked accounts can do nothing. */
export async function eraseAccount(relay: Pick<RelayDatabase, 'transaction'>, { id }: Person): Promise<void> {
  await relay.transaction(async (query) => {
    await query.run('select 1 from identity where id = $1::uuid for update', [id]);
    for (const table of ['passkey', 'linked_identity']) await query.run(`delete from ${table} where identity_id = $1::uuid and ${LEFT_EVERYWHERE}`, [id]);
    await query.run(`delete from identity where id = $1::uuid and ${LEFT_EVERYWHERE}`, [id]);
  });
}
