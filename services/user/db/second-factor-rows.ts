/** Second factors whose secrets an older key sealed, for sealing them anew. */
import type { Query } from '../../runtime/db/query.ts';
import type { SealedRows } from '../../runtime/secrets/reseal.ts';

interface SecondFactorRow {
  id: string;
  version: bigint;
  sealed: string;
}

const PAGE = 200;
const FIRST = '00000000-0000-0000-0000-000000000000';

export const secondFactorRows = (query: Query): SealedRows<SecondFactorRow> => ({
  page: (prefix, after = FIRST) =>
    query.run<SecondFactorRow>(
      `select id, version, second_factor ->> 'sealedSecret' as sealed from identity
       where second_factor is not null and not starts_with(second_factor ->> 'sealedSecret', $1) and id > $2::uuid order by id limit $3`,
      [prefix, after, PAGE],
    ),
  cursorOf: ({ id }) => id,
  ownerOf: ({ id }) => [id],
  sealedOf: ({ sealed }) => sealed,
  write: ({ id, version }, sealed) =>
    query.run(
      `update identity set version = version + 1, second_factor = jsonb_set(second_factor, '{sealedSecret}', to_jsonb($3::text))
       where id = $1 and version = $2`,
      [id, version, sealed],
    ),
});
