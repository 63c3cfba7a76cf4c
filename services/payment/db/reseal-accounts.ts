/** Keys of tenants' accounts that an older key of the settings sealed are sealed with the first, at start. */
import type { Query } from '../../runtime/db/query.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { Sealer } from '../../runtime/secrets/keyring.ts';
import { resealAll, type SealedRows } from '../../runtime/secrets/reseal.ts';
import { secretOwner } from '../stripe/accounts.ts';

interface SecretRow {
  tenant_id: string;
  id: string;
  /** `-1` is the secret key, others are places in the list of webhook secrets. */
  place: number;
  sealed: string;
}

const PAGE = 200;

const SECRETS = `
  select tenant_id, id, -1 as place, secret_key ->> 'sealed' as sealed from payment_account
  union all
  select tenant_id, id, (w.place - 1)::int, w.secret ->> 'sealed' from payment_account, jsonb_array_elements(webhook_secrets) with ordinality as w (secret, place)`;

const secretRows = (query: Query): SealedRows<SecretRow> => ({
  page: (prefix, after = '') =>
    query.run<SecretRow>(
      `select * from (${SECRETS}) as secrets where not starts_with(sealed, $1) and concat_ws(' ', id, place) > $2 collate "C"
       order by concat_ws(' ', id, place) collate "C" limit $3`,
      [prefix, after, PAGE],
    ),
  cursorOf: ({ id, place }) => `${id} ${place}`,
  ownerOf: ({ tenant_id, id, place }) => secretOwner(tenant_id, id, place === -1 ? 'secret key' : 'webhook secret'),
  sealedOf: ({ sealed }) => sealed,
  // Only where it is still the same: a turn may have written another meanwhile.
  write: ({ tenant_id, id, place, sealed }, anew) =>
    place === -1
      ? query.run(
          `update payment_account set secret_key = jsonb_set(secret_key, '{sealed}', to_jsonb($4::text)) where tenant_id = $1 and id = $2 and secret_key ->> 'sealed' = $3`,
          [tenant_id, id, sealed, anew],
        )
      : query.run(
          `update payment_account set webhook_secrets = jsonb_set(webhook_secrets, array[$5::text, 'sealed'], to_jsonb($4::text))
           where tenant_id = $1 and id = $2 and webhook_secrets -> $5::int ->> 'sealed' = $3`,
          [tenant_id, id, sealed, anew, String(place)],
        ),
});

export async function resealAccounts(query: Query, sealer: Sealer, logger: Logger): Promise<void> {
  const outcome = await resealAll(sealer, secretRows(query));
  if (outcome.resealed + outcome.unreadable > 0) logger.info(outcome, 're-sealed keys of payment accounts');
}
