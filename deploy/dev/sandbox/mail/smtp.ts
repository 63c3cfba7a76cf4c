/** The SMTP side: accepts every sender, recipient and password, without TLS, and refuses only on request. */
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { bind } from '../http/listen.ts';
import type { Inbox } from './inbox.ts';

export interface MailFault {
  /**
   * `refuse`: answer with `code` and keep nothing. `hang-up`: keep the mail, then close the connection without an
   * answer.
   */
  readonly kind: 'hang-up' | 'refuse';
  /** An SMTP code of 4xx (try again) or 5xx (never); 451 when left out. */
  readonly code?: number;
  readonly times?: number;
}

export interface SmtpListener extends AsyncDisposable {
  readonly port: number;
  fail(fault: MailFault): void;
}

const SIZE_LIMIT = 25 * 1024 * 1024;

export async function listenSmtp(inbox: Inbox, host: string, port: number): Promise<SmtpListener> {
  const faults: MailFault[] = [];
  const server = new SMTPServer({
    name: 'sandbox.invalid',
    banner: 'Berth mail sandbox',
    authOptional: true,
    allowInsecureAuth: true,
    // The certificate that smtp-server brings along has expired; offering STARTTLS would make clients fail.
    disabledCommands: ['STARTTLS'],
    size: SIZE_LIMIT,
    disableReverseLookup: true,
    onAuth: ({ username }, _session, done) => done(null, { user: username ?? 'anonymous' }),
    onData(stream, session, done) {
      receive(inbox, faults.shift(), stream, session).then(
        (answer) => (answer === 'hang-up' ? closeConnection(server, session) : done(null, answer)),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  server.on('error', (error) => console.error('mail sandbox: an SMTP connection failed', error.message));
  const bound = await bind(server.server, 'mail sandbox (SMTP)', host, port);
  return {
    port: bound,
    fail: ({ times = 1, ...fault }) => void faults.push(...Array.from({ length: times }, () => fault)),
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function receive(
  inbox: Inbox,
  fault: MailFault | undefined,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  if (stream.sizeExceeded) throw smtpError(552, `the message is larger than ${SIZE_LIMIT} bytes`);
  if (fault?.kind === 'refuse') throw smtpError(fault.code ?? 451, 'refused as asked for through the sandbox');
  const { mailFrom, rcptTo } = session.envelope;
  const mail = await inbox.deliver(
    { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address) },
    Buffer.concat(chunks),
  );
  return fault?.kind === 'hang-up' ? 'hang-up' : `queued as ${mail.id}`;
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function closeConnection(server: SMTPServer, session: SMTPServerSession): void {
  for (const connection of server.connections) if (connection.id === session.id) connection.close();
}
