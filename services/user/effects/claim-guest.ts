/** Has one service give what a guest made to who claims it. A repeat finds nothing more to give. */
import { effectType, type EffectRunner } from '../../runtime/effects/types.ts';
import type { Participants } from '../privacy/participants.ts';
import { PATIENT_ATTEMPTS } from './clear-bookings.ts';

export interface ClaimInput {
  readonly service: string;
  readonly guestId: string;
  readonly userId: string;
}

export const claimGuest = effectType<ClaimInput, object>('claimGuest');

export const claimGuestRunner = (participants: Participants): EffectRunner<ClaimInput, object> => ({
  type: claimGuest,
  timeoutMs: 20_000,
  maxAttempts: PATIENT_ATTEMPTS,
  async run({ service, guestId, userId }, { tenantId, signal }) {
    await participants.of(service).claim({ guest: { tenantId, id: guestId }, userId }, signal);
    return {};
  },
});
