/** A business on the platform: what it says about itself can be relied on by receipts, mails and calendars. */
import { Failure, type FieldViolation, type Rejection } from '../../runtime/errors.ts';
import { isKept, renamed, type FormerSlug } from './slug.ts';

export interface LegalEntity {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly countryCode: string;
  readonly taxId: string;
  readonly taxRateBps: number;
}

export interface Tenant {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly tagline: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly locale: string;
  readonly legalEntity: LegalEntity;
  readonly brandColor: string;
  readonly supportEmail: string;
  readonly created: Date;
  readonly updated: Date;
}

/** A business with what only its own turns need to know. */
export interface TenantState extends Tenant {
  /** Names that lead to it still, the oldest first. */
  readonly formerSlugs: readonly FormerSlug[];
}

/** What its administrators can change. */
export type TenantSettings = Omit<Tenant, 'id' | 'created' | 'updated'>;

export interface TenantEvent {
  readonly type: 'tenantCreated' | 'tenantUpdated';
  readonly tenant: TenantState;
}

const known = (check: () => unknown): boolean => {
  try {
    check();
    return true;
  } catch {
    return false;
  }
};

/** Throws `INVALID_ARGUMENT` naming every field that no business can have; `path` is where the fields are in the request. */
export function checkTenant({ slug, timeZone, currency, locale, legalEntity }: TenantSettings, path = ''): void {
  const violations: FieldViolation[] = [];
  const expect = (holds: boolean, field: string, description: string): void => {
    if (!holds) violations.push({ field: path + field, description });
  };
  expect(!isKept(slug), 'slug', 'is kept for the platform');
  expect(known(() => new Intl.DateTimeFormat('en', { timeZone })), 'time_zone', 'must be an IANA time zone such as Europe/Lisbon');
  expect(Intl.supportedValuesOf('currency').includes(currency), 'currency_code', 'must be a currency of ISO 4217 such as EUR');
  expect(known(() => new Intl.Locale(locale)), 'locale', 'must be a language tag such as en-GB');
  expect(legalEntity.name !== '', 'legal_entity.name', 'is required: it is printed on receipts');
  expect(/^[A-Z]{2}$/.test(legalEntity.countryCode), 'legal_entity.country_code', 'must be two capital letters such as PT');
  expect(TAX_ID.test(legalEntity.taxId), 'legal_entity.tax_id', 'must be letters and digits such as PT500000000, or empty');
  expect(legalEntity.taxRateBps >= 0 && legalEntity.taxRateBps < 10_000, 'legal_entity.tax_rate_bps', 'must be between 0 and 9999 basis points');
  if (violations.length > 0) throw new Failure(invalidTenant(violations));
}

const TAX_ID = /^([\p{L}\d][\p{L}\d ./-]*)?$/u;

export const invalidTenant = (violations: readonly FieldViolation[]): Rejection => ({
  code: 'INVALID_ARGUMENT',
  reason: 'INVALID_TENANT',
  message: violations.map(({ field, description }) => `${field} ${description}`).join('; '),
  violations,
});

/** The business with other settings. Its currency may change at any time: prices, payments and receipts keep the one they were made in. */
export function revise(before: TenantState, settings: TenantSettings, now: Date): { readonly events: readonly TenantEvent[] } | { readonly rejection: Rejection } {
  checkTenant(settings, 'settings.');
  const names = renamed(before.formerSlugs, { from: before.slug, to: settings.slug }, now);
  if ('rejection' in names) return names;
  return { events: [{ type: 'tenantUpdated', tenant: { ...before, ...settings, ...names, updated: now } }] };
}
