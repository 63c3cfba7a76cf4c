/** /v1/account: whose keys these are. */
import { type Endpoints, ok } from './endpoint.ts';

/** The one account that a sandbox is, when it is not given another. */
export const SANDBOX_ACCOUNT = 'acct_1SandboxOfBerth00';

export const accountEndpoints: Endpoints = {
  'GET /v1/account': {
    run: (_, { account }) =>
      ok({ id: account, object: 'account', business_type: 'company', charges_enabled: true, payouts_enabled: true, details_submitted: true, country: 'PT', default_currency: 'eur', livemode: false, type: 'standard' }),
  },
};
