/** `node services/admin/verify-export.ts <file> [<sequence>:<hash>]`: whether an exported audit log hangs together, and holds a mark that was kept elsewhere. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { verifyExport } from './audit-export.ts';

const [file, mark] = process.argv.slice(2);
const [, sequence, hash] = /^(\d{1,18}):([0-9a-f]{64})$/.exec(mark ?? '') ?? [];
if (file === undefined || (mark !== undefined && (sequence === undefined || hash === undefined))) {
  console.error('Give the file, and the mark as <sequence>:<hash> when you kept one.');
  process.exit(2);
}
const kept = sequence === undefined || hash === undefined ? undefined : { sequence: BigInt(sequence), hash: Buffer.from(hash, 'hex') };
const { log, at, verified, complete, defect } = await verifyExport(createInterface({ input: createReadStream(file), crlfDelay: Infinity }), kept);
if (defect) {
  console.error(`${file}: line ${defect.line} ${defect.what}. ${verified} entries before it are as they were written.`);
  process.exit(1);
}
console.log(`${file}: ${verified} entries of ${log} hang together, up to ${at.sequence}:${Buffer.from(at.hash).toString('hex')}.`);
if (!complete) console.log('The log went on behind them when this was exported: go on with after_sequence.');
if (kept && at.sequence > kept.sequence) console.log(`Entries behind ${kept.sequence} are not vouched for by it: who wrote them anew can have made them hang together, too.`);
if (!kept) console.log('Give a mark that was kept elsewhere as well: a file that somebody wrote anew hangs together, too.');
