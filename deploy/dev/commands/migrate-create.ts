/** `npm run migrate:create -- booking add-notes`: a new, numbered migration file of one service. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../command.ts';
import { databaseFolder } from '../database-folder.ts';
import { ENTRIES } from '../services.ts';
import { StartFailure } from '../start-failure.ts';

const template = (name: string, className: string): string => `/** What this migration guarantees, in one sentence. */
import { Migration } from '@mikro-orm/migrations';

export class ${className} extends Migration {
  override name = '${name}';

  override up(): void {
    this.addSql(\`\`);
  }

  override down(): void {
    this.addSql(\`\`);
  }
}
`;

await runCommand(async () => {
  const [service = '', title = ''] = process.argv.slice(2);
  const services = ENTRIES.map(({ name }) => name).filter((name) => name !== 'gateway');
  if (!services.includes(service) || !/^[a-z][a-z0-9-]*$/.test(title)) {
    throw new StartFailure(`Type: npm run migrate:create -- <${services.join('|')}> <what-it-does>`);
  }
  const folder = fileURLToPath(new URL('migrations/', databaseFolder(service)));
  await mkdir(folder, { recursive: true });
  const numbers = (await readdir(folder)).map((file) => Number.parseInt(file, 10)).filter(Number.isInteger);
  const number = String(Math.max(0, ...numbers) + 1).padStart(4, '0');
  const file = join(folder, `${number}-${title}.ts`);
  const className = `${service[0]?.toUpperCase()}${service.slice(1)}${number}`;
  await writeFile(file, template(`${number}-${title}`, className), { flag: 'wx' });
  process.stdout.write(`${file}\n`);
  return 0;
});
