/** A guest is erased a year after they came, by every service and here last: as long as they are here it is not done, and is tried again. */
import type { RelayDatabase } from '../../runtime/db/database.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { Person, PersonalExtras } from '../../runtime/personal/personal-data.ts';
import { LAST } from '../domain/erasure.ts';
import { clear } from '../effects/clear-bookings.ts';
import type { Participants } from './participants.ts';

const AT_A_TIME = 100;
const TIMEOUT_MS = 20_000;

export interface PastGuestsOptions {
  readonly relay: Pick<RelayDatabase, 'run'>;
  readonly participants: Participants;
  readonly logger: Logger;
}

export const pastGuests = ({ relay, participants, logger }: PastGuestsOptions): NonNullable<PersonalExtras['retain']> =>
  async function retain(now, stop) {
    let erased = 0;
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const due = await relay.run<{ tenant_id: string; id: string }>(
        `select tenant_id, id from profile where guest and created_time < $1::timestamptz - interval '1 year' and id > $2::uuid order by id limit ${AT_A_TIME}`,
        [now, after],
      );
      for (const { tenant_id: tenantId, id } of due) {
        if (stop?.aborted) return erased;
        try {
          if (await erase(participants, { tenantId, id }, AbortSignal.any([...(stop ? [stop] : []), AbortSignal.timeout(TIMEOUT_MS)]))) erased += 1;
        } catch (error) {
          // The others are not to wait for what one of them waits for.
          logger.warn({ err: error, tenant: tenantId, person: id }, 'a guest whose time is over could not be erased; it is tried again in an hour');
        }
        after = id;
      }
      if (due.length < AT_A_TIME) return erased;
    }
  };

/** False when a booking of theirs is to come. */
async function erase(participants: Participants, person: Person, signal: AbortSignal): Promise<boolean> {
  if ((await clear(participants, person, false, signal)) > 0) return false;
  for (const name of participants.names) if (name !== LAST) await participants.of(name).erase(person, signal);
  await participants.of(LAST).erase(person, signal);
  return true;
}
