/** What an offering must be like, whoever wrote it: every broken rule is named at once, with its field. */
import type { FieldViolation } from '#runtime/errors.ts';
import { slugOf } from './slug.ts';
import type { AddOn, OfferingContent, Variant } from './offering.ts';

/** Far above any price in any currency, far below where sums over a booking could overflow 64 bits. */
const MAX_PRICE_MINOR = 1_000_000_000_000n;

type Check = readonly [field: string, holds: boolean, description: string];

/** Broken rules of `content`, with fields below `path`. */
export function violationsOf(content: OfferingContent, path: string): FieldViolation[] {
  const checks = [...texts(content), ...timing(content), ...pricing(content), ...options(content)];
  return checks
    .filter(([, holds]) => !holds)
    .map(([field, , description]) => ({ field: `${path}.${field}`, description }));
}

function texts({ title, summary, description, category, brand, tags, place }: OfferingContent): Check[] {
  return [
    ...Object.entries({ title, summary, description, category_name: category.name, brand_name: brand?.name ?? '', tags: tags.join(), place })
      .map(([field, text]): Check => [field, isPrintable(text), 'must not contain control characters']),
    ['title', slugOf(title) !== '', 'must contain a letter or a digit'],
    ['category_name', category.slug !== '', 'must contain a letter or a digit'],
    ['brand_name', brand === undefined || brand.slug !== '', 'must contain a letter or a digit, or be empty'],
    ['tags', tags.every((tag) => tag.trim() !== '' && tag.length <= 60), 'must each have 1 to 60 characters'],
    ['tags', unique(tags.map((tag) => tag.toLowerCase())), 'must be different from each other'],
  ];
}

function timing({ kind, durationMinutes, timeZone, capacity }: OfferingContent): Check[] {
  const timed = kind !== 'PRODUCT';
  const single = kind === 'APPOINTMENT' || kind === 'SERVICE';
  return [
    ['time_zone', isTimeZone(timeZone), 'must be an IANA time zone such as Europe/Lisbon'],
    ['duration_minutes', !timed || durationMinutes > 0, 'must be more than 0, except for products'],
    ['duration_minutes', timed || durationMinutes === 0, 'must be 0 for products'],
    ['capacity', kind !== 'EVENT' || capacity >= 1, 'must be at least 1 for events'],
    ['capacity', !single || capacity === 1, 'must be 1 for appointments and services: each has its own time with staff'],
  ];
}

function pricing({ price }: OfferingContent): Check[] {
  return [
    ['price.currency_code', isCurrency(price.currency), 'must be an ISO 4217 code such as EUR'],
    ['price.amount_minor', isPrice(price.minor), 'must be between 0 and 1,000,000,000,000 in minor units'],
  ];
}

function options({ price, variants, addOns, kind }: OfferingContent): Check[] {
  return [
    ...variants.flatMap((variant, i) => variantChecks(variant, `variants[${i}]`, price.currency, kind === 'PRODUCT')),
    ...addOns.flatMap((addOn, i) => addOnChecks(addOn, `add_ons[${i}]`, price.currency)),
    ['variants', unique(variants.map(({ id }) => id)), 'must have different ids'],
    ['variants', unique(variants.map(({ name }) => name)), 'must have different names'],
    ['variants', unique(variants.map(({ sku }) => sku).filter(Boolean)), 'must have different SKUs'],
    ['add_ons', unique(addOns.map(({ id }) => id)), 'must have different ids'],
    ['add_ons', unique(addOns.map(({ name }) => name)), 'must have different names'],
  ];
}

function variantChecks({ name, sku, price }: Variant, field: string, currency: string, stocked: boolean): Check[] {
  return [
    [`${field}.name`, isName(name), 'must have 1 to 120 characters'],
    [`${field}.sku`, sku.length <= 64 && isPrintable(sku) && (sku !== '' || !stocked), 'must have 1 to 64 characters; only without stock it may be empty'],
    [`${field}.price.currency_code`, price === undefined || price.currency === currency, `must be ${currency}, the offering's currency`],
    [`${field}.price.amount_minor`, price === undefined || isPrice(price.minor), 'must be between 0 and 1,000,000,000,000 in minor units'],
  ];
}

function addOnChecks({ name, price, extraMinutes }: AddOn, field: string, currency: string): Check[] {
  return [
    [`${field}.name`, isName(name), 'must have 1 to 120 characters'],
    [`${field}.price.currency_code`, price.currency === currency, `must be ${currency}, the offering's currency`],
    [`${field}.price.amount_minor`, isPrice(price.minor), 'must be between 0 and 1,000,000,000,000 in minor units'],
    [`${field}.extra_minutes`, extraMinutes >= 0 && extraMinutes <= 1440, 'must be between 0 and 1440'],
  ];
}

// Line breaks and tabs are text; a NUL cannot even be stored.
const isPrintable = (text: string): boolean => !/[^\P{Cc}\n\r\t]/u.test(text);
const isName = (name: string): boolean => name.trim() !== '' && name.length <= 120 && isPrintable(name);
const isPrice = (minor: bigint): boolean => minor >= 0n && minor <= MAX_PRICE_MINOR;
const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const isCurrency = (code: string): boolean => CURRENCIES.has(code);

/** Intl also takes offsets (`+01:00`), which know no daylight saving. */
function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
