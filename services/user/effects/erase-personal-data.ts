/** Has one service erase a person in one business. A repeat erases what is there, which is nothing the second time. */
import { effectType, type EffectRunner } from '../../runtime/effects/types.ts';
import type { ErasureStep } from '../domain/erasure.ts';
import type { Participants } from '../privacy/participants.ts';
import { PATIENT_ATTEMPTS } from './clear-bookings.ts';

export interface EraseInput {
  readonly tenantId: string;
  readonly service: string;
  readonly userId: string;
}

export const erasePersonalData = effectType<EraseInput, ErasureStep>('erasePersonalData');

export const erasePersonalDataRunner = (participants: Participants): EffectRunner<EraseInput, ErasureStep> => ({
  type: erasePersonalData,
  timeoutMs: 20_000,
  maxAttempts: PATIENT_ATTEMPTS,
  async run({ tenantId, service, userId }, { signal }) {
    const { erased, kept } = await participants.of(service).erase({ tenantId, id: userId }, signal);
    return { tenantId, service, done: true, erased, kept };
  },
});
