/** A business on the platform. */
import { Failure, type FieldViolation } from '../../runtime/errors.ts';

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
}

export interface TenantEvent {
  readonly type: 'tenantCreated';
  readonly tenant: Tenant;
}

const known = (check: () => unknown): boolean => {
  try {
    check();
    return true;
  } catch {
    return false;
  }
};

/** Throws `INVALID_ARGUMENT` naming every field that no business can have. */
export function checkTenant({ timeZone, currency, locale, legalEntity }: Tenant): void {
  const violations: FieldViolation[] = [];
  const expect = (holds: boolean, field: string, description: string): void => {
    if (!holds) violations.push({ field, description });
  };
  expect(known(() => new Intl.DateTimeFormat('en', { timeZone })), 'time_zone', 'must be an IANA time zone such as Europe/Lisbon');
  expect(Intl.supportedValuesOf('currency').includes(currency), 'currency_code', 'must be a currency of ISO 4217 such as EUR');
  expect(known(() => new Intl.Locale(locale)), 'locale', 'must be a language tag such as en-GB');
  expect(legalEntity.name !== '', 'legal_entity.name', 'is required: it is printed on receipts');
  expect(/^[A-Z]{2}$/.test(legalEntity.countryCode), 'legal_entity.country_code', 'must be two capital letters such as PT');
  expect(legalEntity.taxRateBps >= 0 && legalEntity.taxRateBps < 10_000, 'legal_entity.tax_rate_bps', 'must be between 0 and 9999 basis points');
  if (violations.length === 0) return;
  const message = violations.map(({ field, description }) => `${field} ${description}`).join('; ');
  throw new Failure({ code: 'INVALID_ARGUMENT', reason: 'INVALID_TENANT', message, violations });
}
