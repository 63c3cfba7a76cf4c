import { expect } from 'chai';
import { readdir } from 'node:fs/promises';
import { migrate, migrateDown } from '../../runtime/db/migrate.ts';
import { createTestDatabase } from '../../runtime/testing/database.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

describe("booking's migrations", function () {
  this.timeout(60_000);

  it('can each be taken back, the newest first, and made again', async () => {
    await using files = await createTestDatabase('migrations');
    const options = { ...files, folder: FOLDER };
    const written = (await readdir(FOLDER)).map((file) => file.replace('.ts', '')).sort();
    await migrate(options);
    const back: string[] = [];
    for (let reverted = await migrateDown(options); reverted.length > 0; reverted = await migrateDown(options)) back.unshift(...reverted);
    expect(back.filter((name) => !name.startsWith('runtime-'))).to.deep.equal(written);
    await migrate(options);
    expect(await migrateDown(options)).to.deep.equal(written.slice(-1));
  });
});
