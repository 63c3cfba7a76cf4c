import { createPostgresStands, type PostgresStands } from './contract/postgres-stand.ts';
import { tablesContract } from './contract/tables.contract.ts';

describe('the tables in Postgres', () => {
  let stands: PostgresStands;
  before(async () => {
    stands = await createPostgresStands();
  });
  after(() => stands[Symbol.asyncDispose]());

  tablesContract(() => stands.open());
});
