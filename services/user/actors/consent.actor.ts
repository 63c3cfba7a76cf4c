/** What people agree to and take back, each written down once. */
import { PrivacyService } from '#proto/berth/user/v1/privacy_service_pb.ts';
import { actor, born } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import type { View } from '../../runtime/actor/types.ts';
import { newId } from '../../runtime/ids.ts';
import { consentStore } from '../db/consent-store.ts';
import { ownIdentity } from '../db/identity-store.ts';
import type { Consent } from '../domain/consent.ts';
import { consentKey } from '../privacy/keys.ts';
import { fromPurpose, toConsent } from '../privacy-mapping.ts';

interface NewConsent {
  readonly id: string;
  readonly userId: string;
}

export const consentActor = actor({
  name: 'consent',
  service: PrivacyService,
  state: single<Consent>('consent', consentStore),
  behaviour: { initial: undefined, evolve: (state: Consent | undefined, consent: Consent): Consent | undefined => state ?? consent },
  commands: {
    setConsent: {
      prepare: async (_, { caller, db }: View): Promise<NewConsent> => ({ id: newId(), userId: (await ownIdentity(db, caller)).id }),
      route: (_, { id }: NewConsent) => [born(consentKey(id))],
      turn(turn, { purpose, granted, textVersion, source }, { id, userId }: NewConsent) {
        const consent: Consent = { id, userId, purpose: fromPurpose(purpose), granted, textVersion, source, bookingId: undefined, time: turn.now };
        turn.apply({ events: [consent] });
        return { consent: toConsent(consent) };
      },
    },
  },
});
