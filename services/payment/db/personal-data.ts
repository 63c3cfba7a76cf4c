/** What payment keeps about people: with what they paid and what the provider said of it; the ledger stays, and names nobody. */
import type { PersonalData } from '../../runtime/personal/personal-data.ts';

const OF_PAYMENTS = 'payment_id in (select id from payment where tenant_id = $1 and customer_id = $2)';
const PAYER = '(select p.customer_id from payment p where p.tenant_id = new.tenant_id and p.id = new.payment_id)';

export const personalData: PersonalData = {
  tables: [
    {
      table: 'payment',
      key: 'payment',
      rows: 'customer_id = $2',
      guard: 'new.customer_id',
      owner: { column: 'customer_id' },
      file: {
        name: 'payments',
        about: 'Your payments: how much, when, with what, and their number at the provider.',
        fields: {
          id: 'id', booking: 'payable_id', status: 'status', amountMinor: 'amount_minor', capturedMinor: 'captured_minor', currency: 'currency', provider: 'provider',
          providerReference: 'provider_reference', method: 'method_label', reason: 'reason', captured: 'captured_time', created: 'created_time',
        },
        order: 'id',
      },
      erase: { method_label: `''`, client_secret: 'null', reason: `''`, last_attempt: `last_attempt || '{"reason":""}'` },
    },
    {
      table: 'refund',
      rows: OF_PAYMENTS,
      file: { name: 'refunds', about: 'What you got back, and why.', fields: { id: 'id', payment: 'payment_id', amountMinor: 'amount_minor', currency: 'currency', status: 'status', reason: 'reason', created: 'created_time' }, order: 'id' },
      erase: { reason: `''` },
    },
    {
      table: 'provider_event',
      rows: OF_PAYMENTS,
      guard: PAYER,
      file: { name: 'provider-events', about: 'What the payment provider told us about your payments.', fields: { type: 'type', occurred: 'occurred_time', payload: 'payload' }, order: 'created_time, id' },
      erase: { payload: `'{}'` },
      // The condition of the index `provider_event_to_remove`.
      retention: { rule: 'what the provider told, for 180 days', when: `created_time < $1::timestamptz - interval '180 days'`, remove: true },
    },
    {
      table: 'ledger_line',
      rows: OF_PAYMENTS,
      file: { name: 'ledger', about: 'The entries of your payments in the books.', fields: { payment: 'payment_id', kind: 'kind', account: 'account', amountMinor: 'amount_minor', currency: 'currency', created: 'created_time' }, order: 'created_time, entry_id, line' },
      erase: { reason: 'The law on accounting keeps the books for ten years; they hold amounts and numbers, no names.', until: `date_trunc('year', created_time) + interval '11 years'` },
    },
  ],
};
