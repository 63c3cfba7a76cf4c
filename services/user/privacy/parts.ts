/** What people can decide about what is kept of them, as parts of the service. */
import { PrivacyService } from '#proto/berth/user/v1/privacy_service_pb.ts';
import { reader } from '../../runtime/actor/actor.ts';
import type { Database } from '../../runtime/db/database.ts';
import type { Nats } from '../../runtime/events/connection.ts';
import { toTypeId } from '../../runtime/ids.ts';
import { guardedStore } from '../../runtime/objects/guarded-store.ts';
import { openObjectStore } from '../../runtime/objects/open-store.ts';
import { unlessErased } from '../../runtime/personal/unless-erased.ts';
import type { Runtime, ServiceParts } from '../../runtime/service.ts';
import { consentActor } from '../actors/consent.actor.ts';
import { dataExportActor } from '../actors/data-export.actor.ts';
import { erasureActor } from '../actors/erasure.actor.ts';
import { guestClaimActor } from '../actors/guest-claim.actor.ts';
import { EXPORT_BUCKET } from '../bucket.ts';
import type { UserConfig } from '../config.ts';
import type { Attempts } from '../db/attempts.ts';
import { findExport } from '../db/data-export-store.ts';
import { createMailBudget } from '../db/mail-budget.ts';
import { eraseAccount } from '../db/personal-data.ts';
import { findProfile } from '../db/profile-store.ts';
import { clearBookingsRunner } from '../effects/clear-bookings.ts';
import { collectRunner, dropRunner, packRunner, type Addressee } from '../effects/data-export.ts';
import { claimGuestRunner } from '../effects/claim-guest.ts';
import { erasePersonalDataRunner } from '../effects/erase-personal-data.ts';
import { findTenant } from '../queries/get-tenant.ts';
import { privacyQueries } from '../queries/privacy.ts';
import { bookingConfirmed } from '../reactions/booking-confirmed.ts';
import { exportFiles, type ExportFiles, type ExportPlace } from './export-files.ts';
import { exportIdOf } from './keys.ts';
import { connectParticipants, ownPart } from './participants.ts';
import { pastGuests } from './past-guests.ts';

export interface PrivacyOptions {
  readonly runtime: Runtime;
  readonly config: Pick<UserConfig, 'participants' | 'objectStore' | 'erasureGraceMs'>;
  readonly database: Database;
  readonly nats: Nats;
  readonly attempts: Attempts;
  readonly now: () => Date;
  /** Takes what has to be closed after the service. */
  readonly outside: AsyncDisposableStack;
}

export function privacyParts({ runtime, config, database, nats, attempts, now, outside }: PrivacyOptions): Required<Omit<ServiceParts, 'personalExtras'>> & Pick<ServiceParts, 'personalExtras'> {
  const store = outside.use(guardedStore(openObjectStore(config.objectStore, nats, EXPORT_BUCKET)));
  const files = exportFiles(store);
  const participants = outside.use(connectParticipants(runtime, config.participants, ownPart(database, now, forgetExport(database, files))));
  const { relay } = database;
  const isWanted = async ({ tenantId, id, number }: ExportPlace) => (await database.read([tenantId], (query) => findExport(query, exportIdOf(id))))?.number === number;
  return {
    actors: [consentActor, dataExportActor(attempts, participants), erasureActor({ attempts, budget: createMailBudget(database, now, 'erasure_mails'), participants, relay, graceMs: config.erasureGraceMs }), guestClaimActor(participants)],
    readers: [reader({ service: PrivacyService, queries: privacyQueries(files, attempts) })],
    reactions: [unlessErased(bookingConfirmed, ({ booking }) => booking?.customer?.id)],
    effects: [
      clearBookingsRunner(participants, runtime.logger),
      erasePersonalDataRunner(participants),
      claimGuestRunner(participants),
      collectRunner(participants, { files, isWanted }),
      packRunner({ files, isWanted, addresseeOf: (tenantId, userId) => addresseeOf(database, tenantId, userId), now }),
      dropRunner(files),
    ],
    personalExtras: { afterErasure: (person) => eraseAccount(relay, person), retain: pastGuests({ relay, participants, logger: runtime.logger }) },
  };
}

const addresseeOf = (database: Pick<Database, 'read'>, tenantId: string, userId: string): Promise<Addressee> =>
  database.read([tenantId], async (query) => {
    const found = await findProfile(query, userId);
    const { tenant } = await findTenant(query, { case: 'id', value: toTypeId('tnt', tenantId) });
    if (!found) throw new TypeError('a person who has an export has no profile');
    return { email: found.profile.email, displayName: found.profile.displayName, business: tenant.name };
  });

/** An archive of somebody who is erased is of no use to anybody. Gives how to do it again. */
const forgetExport =
  (database: Pick<Database, 'read'>, files: ExportFiles): Parameters<typeof ownPart>[2] =>
  async (person, signal) => {
    const found = await database.read([person.tenantId], (query) => findExport(query, exportIdOf(person.id)));
    const forget = async (): Promise<void> => {
      if (found) await files.remove({ ...person, number: found.number }, { services: found.parts.map(({ service }) => service), archive: true }, signal);
    };
    await forget();
    return forget;
  };
