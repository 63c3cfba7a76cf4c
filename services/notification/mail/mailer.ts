/** Sends mails over SMTP: within a time limit, over a few kept connections, and not at all for a while when the server does not answer. */
import { SpanKind, type Tracer } from '@opentelemetry/api';
import { createTransport, type Transporter } from 'nodemailer';
import { unavailable } from '../../runtime/errors.ts';
import { createBreaker } from '../../runtime/rpc/breaker.ts';
import { RPC } from '../../runtime/telemetry/attributes.ts';
import { inSpan } from '../../runtime/telemetry/spans.ts';

export interface Mail {
  /** The same for every attempt, so that mail programs show a mail that was sent twice once. */
  readonly messageId: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: { readonly name: string; readonly address: string };
  /** Empty: answers go to `from`. */
  readonly replyTo: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly attachments: readonly { readonly filename: string; readonly contentType: string; readonly content: Uint8Array }[];
}

/** `accepted` with what the server said, or `refused` for good with its code. */
export type Delivery = { readonly kind: 'accepted'; readonly reference: string } | { readonly kind: 'refused'; readonly reason: string };

export interface Mailer extends Disposable {
  /** Rejects with `UNAVAILABLE` when trying again may help. No address is in any error, since errors are logged. */
  send(mail: Mail, signal: AbortSignal): Promise<Delivery>;
}

const CONNECT_MS = 5_000;
const SILENCE_MS = 10_000;

/** `url`: `smtp://[user:password@]host[:port]`, or `smtps://…`. */
export function createMailer(url: string, tracer: Tracer): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const breaker = createBreaker('The mail server');
  const attributes = { [RPC.serverAddress]: new URL(url).hostname };
  return {
    send: (mail, signal) =>
      inSpan(tracer, 'SMTP send', { kind: SpanKind.CLIENT, attributes }, () => breaker.run(() => deliver(transport, mail, signal))),
    [Symbol.dispose]() {
      breaker[Symbol.dispose]();
      transport.close();
    },
  };
}

async function deliver(transport: Transporter, mail: Mail, signal: AbortSignal): Promise<Delivery> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    const { response }: { response?: unknown } = await Promise.race([transport.sendMail(toMessage(mail)), aborted]);
    return { kind: 'accepted', reference: String(response ?? '').slice(0, 200) };
  } catch (error) {
    return judge(error);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

const toMessage = ({ messageId, attachments, replyTo, ...mail }: Mail) => ({
  ...mail,
  messageId: `<${messageId}>`,
  ...(replyTo !== '' && { replyTo }),
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
  attachments: attachments.map(({ filename, contentType, content }) => ({ filename, contentType, content: Buffer.from(content) })),
});

/** SMTP's 5xx is final; anything else passes. The server's text may hold the address, so only its codes are kept. */
function judge(error: unknown): Delivery {
  const { code, responseCode } = codesOf(error);
  const told = [code, responseCode].filter((part) => part !== undefined).join(' ') || 'no answer in time';
  // A refused sign-in is about our settings, not about this mail.
  if (responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH') {
    return { kind: 'refused', reason: `The mail server refused the message (${told}).` };
  }
  throw unavailable('MAIL_SERVER_UNAVAILABLE', `The mail server did not take the message (${told}). It is tried again.`);
}

function codesOf(error: unknown): { readonly code?: string; readonly responseCode?: number } {
  if (!(error instanceof Error)) return {};
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const responseCode = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : undefined;
  return { ...(code !== undefined && { code }), ...(responseCode !== undefined && { responseCode }) };
}
