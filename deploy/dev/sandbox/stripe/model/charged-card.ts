/** What a charge remembers of the card it was made with, as `payment_method_details.card`. */
import type { CardDetails } from './payment-method.ts';

/** How long an issuer keeps an authorisation. */
export const AUTHORIZATION_SECONDS = 7 * 24 * 3600;

interface ThreeDSecure {
  readonly authentication_flow: 'challenge';
  readonly electronic_commerce_indicator: '05';
  readonly exemption_indicator: null;
  readonly result: 'authenticated';
  readonly result_reason: null;
  readonly transaction_id: string;
  readonly version: '2.2.0';
}

export interface ChargedCard {
  readonly amount_authorized: number | null;
  readonly authorization_code: string | null;
  readonly brand: string;
  readonly capture_before?: number;
  readonly checks: CardDetails['checks'];
  readonly country: string;
  readonly electronic_commerce_indicator: string | null;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly extended_authorization: { readonly status: 'disabled' };
  readonly fingerprint: string;
  readonly funding: string;
  readonly incremental_authorization: { readonly status: 'unavailable' };
  readonly installments: null;
  readonly last4: string;
  readonly mandate: null;
  readonly multicapture: { readonly status: 'unavailable' };
  readonly network: string;
  readonly network_token: { readonly used: false };
  readonly network_transaction_id: string | null;
  readonly overcapture: { readonly maximum_amount_capturable: number; readonly status: 'unavailable' };
  readonly regulated_status: 'unregulated';
  readonly three_d_secure: ThreeDSecure | null;
  readonly transaction_link_id: null;
  readonly wallet: null;
}

export function chargedCard(
  card: CardDetails,
  authorized: number | null,
  authenticated: boolean,
  now: number,
): ChargedCard {
  const { brand, checks, country, exp_month, exp_year, fingerprint, funding, last4, regulated_status, wallet } = card;
  return {
    brand,
    checks,
    country,
    exp_month,
    exp_year,
    fingerprint,
    funding,
    last4,
    regulated_status,
    wallet,
    amount_authorized: authorized,
    authorization_code: authorized === null ? null : String(100_000 + (now % 900_000)),
    ...(authorized === null ? {} : { capture_before: now + AUTHORIZATION_SECONDS }),
    electronic_commerce_indicator: authenticated ? '05' : null,
    extended_authorization: { status: 'disabled' },
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    mandate: null,
    multicapture: { status: 'unavailable' },
    network: brand,
    network_token: { used: false },
    network_transaction_id: authorized === null ? null : `${now}${last4}`.padStart(15, '0'),
    overcapture: { maximum_amount_capturable: authorized ?? 0, status: 'unavailable' },
    three_d_secure: authenticated ? threeDSecure(now) : null,
    transaction_link_id: null,
  };
}

function threeDSecure(now: number): ThreeDSecure {
  return {
    authentication_flow: 'challenge',
    electronic_commerce_indicator: '05',
    exemption_indicator: null,
    result: 'authenticated',
    result_reason: null,
    transaction_id: `00000000-0000-4000-8000-${String(now).padStart(12, '0')}`,
    version: '2.2.0',
  };
}
