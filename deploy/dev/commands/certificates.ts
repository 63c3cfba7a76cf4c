/** `npm run certificates`: makes certificates for every part in `.berth/tls`, by an authority of its own; those that are there stay. For development. */
import { runCommand } from '../command.ts';
import { terminalProgress } from '../progress.ts';
import { ENTRIES } from '../services.ts';
import { readDevSettings } from '../settings.ts';
import { certificatesOf } from '../surroundings.ts';

await runCommand(async () => {
  const tlsFilesOf = await certificatesOf(readDevSettings(), ENTRIES);
  const progress = terminalProgress();
  for (const { name } of ENTRIES) {
    const { certFile, keyFile, caFile } = tlsFilesOf(name);
    progress.line(`  ${name}: TLS_CERT_FILE=${certFile} TLS_KEY_FILE=${keyFile} TLS_CA_FILE=${caFile}`);
  }
  return 0;
});
