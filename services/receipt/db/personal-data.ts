/** What receipt keeps about people: receipts with name and address, which the law wants as they were issued. */
import type { PersonalData } from '../../runtime/personal/personal-data.ts';

export const personalData: PersonalData = {
  tables: [
    {
      table: 'receipt',
      rows: 'customer_id = $2',
      owner: { column: 'customer_id' },
      file: { name: 'receipts', about: 'Your receipts, as they were printed.', fields: { id: 'id', number: 'number', issued: 'issued_time', document: 'document' }, order: 'id' },
      erase: { reason: 'Tax law keeps receipts as they were issued for ten years after the end of their year.', until: `date_trunc('year', issued_time) + interval '11 years'` },
    },
  ],
};
