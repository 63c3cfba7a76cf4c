/** The one table that `npm start` ends with: what runs where, who can sign in, and the address. */
import type { Berth } from './launcher.ts';

const ACCOUNTS = [
  ['Customer', 'customer@example.com', 'Customer123!'],
  ['Provider', 'provider@example.com', 'Provider123!'],
  ['Admin', 'admin@example.com', 'Admin123!'],
] as const;

export function summary({ around, infrastructure, providers }: Berth): string {
  const { settings } = around;
  const address = `http://${settings.localHost}:${settings.gatewayPort}`;
  const services = around.entries.filter(({ name }) => name !== 'gateway');
  const rows: (readonly string[])[] = [
    ['Page and API', address],
    ...services.map(({ name, port }) => [`${name} service`, `${settings.localHost}:${port + settings.portOffset}  gRPC`]),
    ...providers.running.map(({ name, url }) => [name, url]),
    ...(infrastructure.servers.length < 2 ? [['Yours', 'what DATABASE_URL and NATS_URL name']] : []),
    ...infrastructure.servers.map(({ name, url }) => [name, url]),
    ['Data', settings.dataDir],
  ];
  return [
    '',
    ...table(['What', 'Where'], rows),
    '',
    ...table(['Demo account', 'E-mail', 'Password'], ACCOUNTS),
    '',
    `  Berth runs. Open ${address}  (Ctrl-C stops it)`,
    '',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd();
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)];
}
