/** What notification keeps about people: where mails went and what they were written from; that a mail was sent stays. */
import { REDACTED, type PersonalData } from '../../runtime/personal/personal-data.ts';

export const personalData: PersonalData = {
  tables: [
    {
      table: 'notification',
      key: 'notification',
      rows: 'customer_id = $2',
      guard: 'new.customer_id',
      owner: { column: 'customer_id' },
      effects: ['sendEmail'],
      file: {
        name: 'mails',
        about: 'Mails to you about your bookings: when and to which address.',
        fields: { id: 'id', kind: 'kind', status: 'status', booking: 'booking_id', recipient: 'recipient', subject: 'subject', sent: 'sent_time', created: 'created_time' },
        order: 'id',
      },
      erase: { recipient: `''`, subject: `''`, provider_reference: `''`, reason: `''`, occasion: `occasion - 'reason'` },
      // The condition of the index `notification_to_redact`.
      retention: { rule: 'addresses of mails about bookings, for a year', when: `recipient <> '' and created_time < $1::timestamptz - interval '1 year'` },
    },
    {
      table: 'booking',
      key: 'booking',
      rows: 'customer_id = $2',
      guard: 'new.customer_id',
      owner: { column: 'customer_id' },
      file: { name: 'mail-facts', about: 'What mails to you are written from: your bookings as the booking service told them.', fields: { facts: 'facts' }, order: 'id' },
      erase: { facts: `facts || jsonb_build_object('customer', jsonb_build_object('id', customer_id, 'name', '${REDACTED}', 'email', ''), 'reason', '')` },
      // The condition of the index `booking_copy_to_redact`.
      retention: { rule: 'copies of bookings, for a year after their last change', when: `facts->'customer'->>'email' <> '' and updated_time < $1::timestamptz - interval '1 year'` },
    },
    {
      table: 'account_mail',
      key: 'account_mail',
      rows: 'user_id = $2',
      guard: 'new.user_id',
      effects: ['sendAccountMail'],
      file: { name: 'account-mails', about: 'Mails to you about your account.', fields: { kind: 'kind', status: 'status', recipient: 'recipient', created: 'created_time' }, order: 'created_time, id' },
      erase: { recipient: `''`, provider_reference: `''`, reason: `''` },
      // The condition of the index `account_mail_to_redact`.
      retention: { rule: 'addresses of mails about accounts, for 90 days', when: `recipient <> '' and created_time < $1::timestamptz - interval '90 days'` },
    },
  ],
};
