/** Asks the catalogue for an offering of which booking's copy does not know everything. */
import { toJsonString } from '@bufbuild/protobuf';
import { OfferingSchema } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { effectType, type EffectRunner } from '../../runtime/effects/types.ts';
import { Failure } from '../../runtime/errors.ts';
import type { OfferingSource } from '../queries/find-offering.ts';

/** A copy as it was when it was found wanting. */
export interface OldCopy {
  readonly offeringId: string;
  /** Of its key. */
  readonly version: string;
}

/** The offering as JSON; nothing when the catalogue shows it to nobody. */
export type ReadOffering = string | null;

export const readOffering = effectType<OldCopy, ReadOffering>('readOffering');

export const readOfferingRunner = ({ offeringOf }: OfferingSource): EffectRunner<OldCopy, ReadOffering> => ({
  type: readOffering,
  async run({ offeringId }, { tenantId, signal }) {
    try {
      return toJsonString(OfferingSchema, await offeringOf(offeringId, { tenantId, subject: 'service:booking', roles: ['service'] }, signal));
    } catch (error) {
      if (error instanceof Failure && error.code === 'NOT_FOUND') return null;
      throw error;
    }
  },
});
