/** A person's export: every service is asked, what they give is packed into one archive, and that lies ready for seven days. */
import { AccountMailRequestedSchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { PrivacyService } from '#proto/berth/user/v1/privacy_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import type { Turn } from '../../runtime/actor/types.ts';
import { toTypeId } from '../../runtime/ids.ts';
import type { Attempts } from '../db/attempts.ts';
import { dataExportStore } from '../db/data-export-store.ts';
import type { Identity } from '../domain/account.ts';
import { askForExport, collected, evolveExport, isComplete, packed, type DataExport, type ExportEvent } from '../domain/data-export.ts';
import { collectPersonalData, dropDataExport, packDataExport, type Collected, type Packed } from '../effects/data-export.ts';
import { emailKey } from '../keys.ts';
import { toAccountMail } from '../mapping.ts';
import { exportIdOf, exportKey } from '../privacy/keys.ts';
import type { Participants } from '../privacy/participants.ts';
import { reauthenticated } from '../privacy/reauthentication.ts';
import { toDataExport } from '../privacy-mapping.ts';

type ExportTurn = Turn<DataExport | undefined, ExportEvent>;

const EXPIRE = 'expireDataExport';

export const dataExportActor = (attempts: Attempts, { names }: Pick<Participants, 'names'>) =>
  actor({
    name: 'data-export',
    service: PrivacyService,
    state: single<DataExport>('data_export', dataExportStore),
    behaviour: { initial: undefined, evolve: evolveExport },
    publish: (event: ExportEvent, state: DataExport | undefined) =>
      event.type === 'mailed' && state
        ? { key: exportKey(state.id), subject: toTypeId('dex', state.id), schema: AccountMailRequestedSchema, payload: toAccountMail(event.mail) }
        : undefined,
    commands: {
      requestDataExport: {
        prepare: (request, view): Promise<Identity> => reauthenticated(attempts, view, request),
        route: (_, { id }: Identity) => [exportKey(exportIdOf(id))],
        turn(turn, _, { id: userId }: Identity) {
          const before = turn.state;
          const state = turn.apply(askForExport(before, { id: exportIdOf(userId), userId }, names, turn.now));
          if (!state) throw new TypeError('the turn made no export');
          // The newest takes the place of the one before.
          if (before?.status === 'ready') turn.effect(dropDataExport, { userId, number: before.number, services: servicesOf(before), what: 'all' });
          turn.forget(EXPIRE);
          for (const service of names) turn.effect(collectPersonalData, { userId, number: state.number, service });
          return { dataExport: toDataExport(state) };
        },
      },
    },
    outcomes: {
      collectPersonalData(turn: ExportTurn, { number, part }: Collected) {
        const before = turn.state;
        if (!before) return;
        const state = turn.apply(collected(before, number, part));
        if (state && state !== before && isComplete(state)) turn.effect(packDataExport, { userId: state.userId, number, services: servicesOf(state) });
      },
      packDataExport(turn: ExportTurn, { number, size, sha256, email, displayName }: Packed) {
        const before = turn.state;
        if (!before) return;
        const state = turn.apply(packed(before, number, { size, sha256 }, turn.now));
        if (!state?.expires || state === before) return;
        const { userId } = state;
        turn.remind(EXPIRE, state.expires);
        turn.effect(dropDataExport, { userId, number, services: servicesOf(state), what: 'parts' });
        turn.apply({ events: [{ type: 'mailed', mail: { kind: 'data_export_ready', emailKey: emailKey(email), userId, email, displayName } }] });
      },
      dropDataExport: () => undefined,
    },
    reminders: {
      [EXPIRE](turn: ExportTurn) {
        const { state } = turn;
        if (state?.status !== 'ready') return;
        turn.effect(dropDataExport, { userId: state.userId, number: state.number, services: servicesOf(state), what: 'all' });
        turn.apply({ events: [{ type: 'expired' }] });
      },
    },
  });

const servicesOf = ({ parts }: DataExport): string[] => parts.map(({ service }) => service);
