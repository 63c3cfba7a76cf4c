/** One page that shows what the sandboxes received and sends webhooks again; it changes nothing else. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleScript } from '../http/bundle-script.ts';
import { type Handler, header, json, type Reply, type Request, text } from '../http/exchange.ts';
import { type Address, type HttpListener, listen } from '../http/listen.ts';
import { serveInbox } from '../mail/serve.ts';
import { StripeFault } from '../stripe/model/payment-error.ts';
import { document, fragment, type Sources } from './document.ts';

export interface SandboxPageOptions extends Address, Sources {}

export function startSandboxPage(options: SandboxPageOptions): Promise<HttpListener> {
  const inbox = options.mail === undefined ? undefined : serveInbox(options.mail);
  return listen('sandbox page', serve(options, inbox), options);
}

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; form-action 'self'; base-uri 'none'";

function serve(sources: Sources, inbox: Handler | undefined): Handler {
  return async (request) => {
    const { pathname } = request.url;
    const redelivered = /^\/events\/(evt_\w+)\/redeliver$/.exec(pathname)?.[1];
    if (request.method === 'POST' && redelivered !== undefined) return redeliver(sources, request, redelivered);
    if (pathname === '/mails' || pathname.startsWith('/mails/'))
      return inbox === undefined ? notHere(request) : inbox(request);
    if (request.method !== 'GET') return notHere(request);
    switch (pathname) {
      case '/':
        return text(200, 'text/html; charset=utf-8', document(sources), {
          'content-security-policy': POLICY,
          'cache-control': 'no-store',
        });
      case '/fragment':
        return withEtag(request, fragment(sources));
      case '/page.css':
        return text(200, 'text/css; charset=utf-8', await readFile(join(import.meta.dirname, 'page.css')));
      case '/page.js':
        return text(
          200,
          'text/javascript; charset=utf-8',
          await bundleScript(join(import.meta.dirname, 'browser', 'refresh.ts')),
        );
      default:
        return notHere(request);
    }
  };
}

function withEtag(request: Request, content: string): Reply {
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  if (header(request, 'if-none-match') === etag) return { status: 304, headers: { etag }, body: '' };
  return text(200, 'text/html; charset=utf-8', content, { etag, 'cache-control': 'no-cache' });
}

/** Only this page's own button may send webhooks: a foreign page could otherwise post the form. */
async function redeliver({ stripe }: Sources, request: Request, event: string): Promise<Reply> {
  const site = header(request, 'sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return json(403, { error: { message: 'send this from the sandbox page' } });
  if (stripe === undefined) return notHere(request);
  try {
    await stripe.webhooks.redeliver(event);
  } catch (error) {
    if (error instanceof StripeFault) return json(error.status, { error: error.body });
    throw error;
  }
  return text(303, 'text/plain', '', { location: '/#payments' });
}

function notHere(request: Request): Reply {
  return json(404, { error: { message: `there is no ${request.method} ${request.url.pathname}` } });
}
