/** The RPCs by which other services reach what this one keeps about people, within their token's tenant. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { PersonalDataService, type KeptDataSchema } from '#proto/berth/runtime/v1/personal_data_service_pb.ts';
import { reader, type Reader } from '../actor/actor.ts';
import type { View } from '../actor/types.ts';
import type { Database } from '../db/database.ts';
import { asFailure } from '../db/faults.ts';
import { pageToken, readPageToken } from '../db/page-token.ts';
import { fromTypeId } from '../ids.ts';
import type { Logger } from '../logger.ts';
import { claimGuest } from './claim.ts';
import { collectPart } from './collect.ts';
import { erasePerson, type KeptRecords } from './erase.ts';
import type { Person, PersonalData, PersonalExtras } from './personal-data.ts';

export interface PersonalDataOptions {
  readonly personal: PersonalData;
  readonly extras: PersonalExtras;
  readonly database: Pick<Database, 'write'>;
  readonly logger: Logger;
  /** Replaces the machine's clock in tests. */
  readonly now?: () => Date;
}

const toPerson = ({ caller }: View, userId: string): Person => ({ tenantId: caller.tenantId, id: fromTypeId('usr', userId, 'user_id') });

/** What every service with personal data serves besides its own RPCs. */
export function personalDataReader({ personal, extras, database, logger, now = () => new Date() }: PersonalDataOptions): Reader<typeof PersonalDataService> {
  // Tables come first; what lies outside them stands in the place after the last.
  const files = personal.tables.length;
  return reader({
    service: PersonalDataService,
    queries: {
      async collectPersonalData(view, { userId, pageToken: token }) {
        const person = toPerson(view, userId);
        const request = ['CollectPersonalData', person.tenantId, person.id];
        const [table, page] = readPageToken(token, request, ['int', 'int']) ?? [0, 0];
        if (table < files) {
          const part = await collectPart(view.db, personal, person, { table, page });
          const next = part.next ?? (extras.files && { table: files, page: 0 });
          return { files: [...part.files], nextPageToken: next ? pageToken(request, [next.table, next.page]) : '' };
        }
        const part = await extras.files?.(view.db, person, page, view.signal);
        return { files: [...(part?.files ?? [])], nextPageToken: part?.next === undefined ? '' : pageToken(request, [files, part.next]) };
      },
      async listErasureObstacles(view, { userId }) {
        return { obstacles: [...((await personal.obstacles?.(view.db, toPerson(view, userId), now())) ?? [])] };
      },
      async claimGuest(view, { guestId, userId }) {
        const guest = { tenantId: view.caller.tenantId, id: fromTypeId('usr', guestId, 'guest_id') };
        const claim = { guest, userId: fromTypeId('usr', userId, 'user_id') };
        const moved = await claimGuest(database, personal, claim, now()).catch((error: unknown) => Promise.reject(asFailure(error)));
        return { moved };
      },
      async erasePersonalData(view, { userId }) {
        const person = toPerson(view, userId);
        const { erased, kept } = await erasePerson(database, personal, person, now()).catch((error: unknown) => Promise.reject(asFailure(error)));
        await extras.afterErasure?.(person);
        logger.info({ tenant: person.tenantId, person: person.id, erased, caller: view.caller.subject }, 'a person was erased');
        return { erased, kept: kept.map(toKept) };
      },
    },
  });
}

const toKept = ({ what, reason, count, until }: KeptRecords): MessageInitShape<typeof KeptDataSchema> => ({ what, reason, count, untilTime: timestampFromDate(until) });
