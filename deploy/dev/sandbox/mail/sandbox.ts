/** A mail server nobody reads but the developer: it accepts every mail over SMTP and shows it over HTTP. */
import { join } from 'node:path';
import { type Address, listen } from '../http/listen.ts';
import { openInbox } from './inbox.ts';
import type { Mail } from './mail.ts';
import { serveInbox } from './serve.ts';
import { listenSmtp, type MailFault } from './smtp.ts';

export interface MailSandboxOptions extends Address {
  /** Port of the HTTP inspection interface; any free one without it. `port` is SMTP's. */
  readonly httpPort?: number;
  /** Where mails are kept; without it they end with the process. */
  readonly dir?: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface MailControls {
  /** Oldest first. */
  mails(): Mail[];
  /** The first mail that matches, now or when it arrives; rejects after that many milliseconds. */
  find(matches: (mail: Mail) => boolean, timeoutMs?: number): Promise<Mail>;
  clear(): Promise<void>;
  /** Makes the next deliveries fail. */
  fail(fault: MailFault): void;
}

export interface MailSandbox extends MailControls, AsyncDisposable {
  /** The SMTP port. */
  readonly port: number;
  /** `smtp://host:port`, what `SMTP_URL` is set to. */
  readonly smtpUrl: string;
  /** The HTTP inspection interface. */
  readonly url: string;
}

export async function startMailSandbox(options: MailSandboxOptions = {}): Promise<MailSandbox> {
  const host = options.host ?? '127.0.0.1';
  const inbox = await openInbox(
    options.dir === undefined ? undefined : join(options.dir, 'mail.jsonl'),
    options.now ?? Date.now,
  );
  const smtp = await listenSmtp(inbox, host, options.port ?? 0);
  const controls: MailControls = {
    mails: inbox.mails,
    find: (matches, timeoutMs = 10_000) => inbox.find(matches, AbortSignal.timeout(timeoutMs)),
    clear: inbox.clear,
    fail: smtp.fail,
  };
  const http = await listen('mail sandbox (HTTP)', serveInbox(controls), { host, port: options.httpPort ?? 0 });
  return {
    ...controls,
    port: smtp.port,
    smtpUrl: `smtp://${host}:${smtp.port}`,
    url: http.url,
    async [Symbol.asyncDispose]() {
      await smtp[Symbol.asyncDispose]();
      await http[Symbol.asyncDispose]();
      await inbox[Symbol.asyncDispose]();
    },
  };
}
