/** Who acts, as they are now: an access token says what was true minutes ago, and what is changed by it outlives it by far. */
import { validate } from 'uuid';
import type { Caller } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import { Failure, reject } from '../../runtime/errors.ts';
import { findProfile } from '../db/profile-store.ts';
import { findSession } from '../db/session-store.ts';
import { outlived, signInAgain } from '../domain/session.ts';

/** Raises `SESSION_ENDED` for what is left of a session; services and API keys have none. */
export async function needSession(db: Query, { session: id }: Caller): Promise<void> {
  const found = id === undefined ? undefined : await findSession(db, id);
  if (found && (found.session.revoked || !outlived(found.session, found.owner))) throw new Failure(signInAgain());
}

/** Raises `NO_ADMINISTRATOR` for a person whose role was taken since, and `SESSION_ENDED`. */
export async function needAdministrator(db: Query, caller: Caller): Promise<void> {
  const person = validate(caller.subject) ? await findProfile(db, caller.subject) : undefined;
  if (person && !person.profile.roles.includes('admin')) throw new Failure(noAdministrator());
  await needSession(db, caller);
}

const noAdministrator = () =>
  reject('NO_ADMINISTRATOR', 'Only administrators of the business do this, and you are none any more.', { code: 'PERMISSION_DENIED' });
