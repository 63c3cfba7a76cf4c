/** Where the caller is signed in to this business. */
import { validate } from 'uuid';
import type { View } from '../../runtime/actor/types.ts';
import { findOpenSessions } from '../db/session-store.ts';
import { toAccountSession } from '../mapping.ts';

const AT_MOST = 100;

export async function listSessions({ caller, db, now }: View) {
  const sessions = validate(caller.subject) ? await findOpenSessions(db, caller.subject, now, AT_MOST) : [];
  return { sessions: sessions.map((session) => toAccountSession(session, session.id === caller.session)) };
}
