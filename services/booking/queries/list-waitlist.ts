/** Who waits: staff see the whole list of a session in order, customers their own entries; programs wait for nothing. */
import { validate } from 'uuid';
import type { View } from '../../runtime/actor/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { isStaff } from '../access.ts';
import { findEntries } from '../db/waitlist-store.ts';
import { MOST_WAITING } from '../domain/waitlist.ts';
import { toEntry } from '../waitlist-mapping.ts';

export async function listWaitlist({ caller, db }: View, { sessionId }: { readonly sessionId: string }) {
  const session = sessionId === '' ? undefined : fromTypeId('ses', sessionId, 'session_id');
  const customerId = isStaff(caller) && session !== undefined ? undefined : caller.subject;
  if (customerId !== undefined && !validate(customerId)) return { entries: [] };
  return { entries: (await findEntries(db, { sessionId: session, customerId }, MOST_WAITING)).map(toEntry) };
}
