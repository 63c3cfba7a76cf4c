/** What a customer has chosen so far lives in the address: reloading, signing in or going back loses nothing. */

/** `day` is `YYYY-MM-DD` and `month` `YYYY-MM`, both in the zone of the offering; `slot` is as `slotId` names it. */
export interface Choice {
  readonly month?: string | undefined;
  readonly day?: string | undefined;
  readonly slot?: string | undefined;
  readonly staff?: string | undefined;
  readonly places?: string | undefined;
  /** As `writeExtras` has them. */
  readonly extras?: string | undefined;
  /** `var_…` */
  readonly variant?: string | undefined;
}

const SHAPES: Readonly<Record<keyof Choice, RegExp>> = {
  month: /^\d{4}-(0[1-9]|1[0-2])$/,
  day: /^\d{4}-(0[1-9]|1[0-2])-\d{2}$/,
  slot: /^(ses_[0-9a-z]{26}|\d{4}-\d{2}-\d{2}T[\d:.]+Z)$/,
  staff: /^stf_[0-9a-z]{26}$/,
  places: /^([1-9]\d?|100)$/,
  extras: /^add_[0-9a-z]{26}(:\d{1,2})?(,add_[0-9a-z]{26}(:\d{1,2})?){0,19}$/,
  variant: /^var_[0-9a-z]{26}$/,
};

/** Keeps of an address what is a choice. */
export function readChoice(raw: Readonly<Record<string, unknown>>): Choice {
  const kept = Object.entries(SHAPES).filter(([name, shape]) => shape.test(String(raw[name] ?? '')));
  return Object.fromEntries(kept.map(([name]) => [name, String(raw[name])]));
}

/** How many places, within what is left. */
export const placesOf = ({ places }: Choice, left: number): number => Math.max(1, Math.min(Number(places ?? '1'), Math.max(1, left)));
