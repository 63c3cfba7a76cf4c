/** A step of the journey that did not happen, in words: its name, and what was there instead. */
import type { DescEnum } from '@bufbuild/protobuf';

export class MissingStep extends Error {
  override readonly name = 'MissingStep';
  readonly step: string;

  constructor(step: string, instead: string, cause?: unknown) {
    super(`Missing step: ${step}. ${instead}`, { cause });
    this.step = step;
  }
}

/** The contract's name of an enum value, such as `BOOKING_STATE_EXPIRED`. */
export const enumName = (schema: DescEnum, value: number | undefined): string => schema.value[value ?? 0]?.name ?? `value ${value}`;
