/** A person's receipts as they were printed, for their export; a few at a time, since a message has a limit. */
import type { Query } from '../../runtime/db/query.ts';
import type { Person, PersonalExtras } from '../../runtime/personal/personal-data.ts';
import { loadReceipts } from '../db/receipt-store.ts';
import type { Archive } from '../objects/archive.ts';

const PDFS_A_PART = 10;

export const personalFiles =
  (archive: Archive): NonNullable<PersonalExtras['files']> =>
  async (query, person, offset, signal) => {
    const ids = await printedOf(query, person, offset);
    const receipts = await loadReceipts(query, ids);
    const files = await Promise.all(
      [...receipts.values()].map(async ({ number, document, rendering }) => {
        const content = rendering && (await archive.fetch(document, rendering, signal));
        return content ? [{ name: `receipt-${number}.pdf`, about: 'A receipt, as it was mailed to you.', content }] : [];
      }),
    );
    return { files: files.flat(), ...(ids.length === PDFS_A_PART && { next: offset + PDFS_A_PART }) };
  };

async function printedOf(query: Query, { id }: Person, offset: number): Promise<string[]> {
  const rows = await query.run<{ id: string }>(
    'select id from receipt where customer_id = $1::uuid and object_key is not null order by id limit $2::int offset $3::int',
    [id, PDFS_A_PART, offset],
  );
  return rows.map((row) => row.id);
}
