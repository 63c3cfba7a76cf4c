/** `npm run journey`: one booking through the running Berth, hop by hop; exit code 1 names the step that is missing. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { berthError } from '@berth/sdk';
import { runCommand } from './command.ts';
import { MissingStep } from './journey/missing-step.ts';
import { travel } from './journey/travel.ts';
import { readDevSettings } from './settings.ts';

const customer = { email: 'customer@example.com', password: 'Customer123!' };
const admin = { email: 'admin@example.com', password: 'Admin123!' };

await runCommand(async () => {
  const { values } = parseArgs({ options: { url: { type: 'string' }, tenant: { type: 'string' } } });
  const settings = readDevSettings();
  const url = values.url ?? `http://${settings.localHost}:${settings.gatewayPort}`;
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  try {
    await travel({ url, tenant: values.tenant, customer, admin, directory: join(settings.dataDir, 'receipts'), print });
    return 0;
  } catch (error) {
    process.stderr.write(`\n${error instanceof MissingStep ? error.message : describe(error)}\n`);
    return 1;
  }
});

/** A call that failed is a missing step too: what was refused, and why. */
function describe(error: unknown): string {
  const { code, reason, message } = berthError(error);
  return code === 'UNKNOWN' && error instanceof Error ? (error.stack ?? message) : `Missing step: Berth answered ${code} ${reason}: ${message}`;
}
