/**
 * Apple sends people back by a form, which the page cannot read: it becomes an address of the page, with the answer behind the `#`
 * that no server sees. Nothing is believed or kept here. A form that another site posts brings no cookie of ours along, so none is
 * used: the tab goes on to the page, which kept a secret there when it began, and without that secret the answer is worth nothing.
 */
import { readBody } from './body.ts';
import { type Handler, headerOf } from './exchange.ts';
import { problem, send } from './reply.ts';

export const APPLE_CALLBACK = '/auth/callback/apple';

const MAX_BYTES = 16 * 1024;
const FORM = 'application/x-www-form-urlencoded';
/** All that Apple sends; the id_token that may come along is not for browsers. */
const FIELDS = ['code', 'state', 'user', 'error'];

/** Everything but a form is the page's, which `page` serves. */
export const appleCallback =
  (page: Handler): Handler =>
  async (exchange) => {
    const { request, method } = exchange;
    if (method !== 'POST') return page(exchange);
    if (headerOf(request, 'content-type')?.split(';')[0]?.trim().toLowerCase() !== FORM) return send(exchange, problem(415, 'NOT_A_FORM', `Send ${FORM}.`));
    const body = await readBody(request, MAX_BYTES);
    if (body === undefined) return send(exchange, problem(413, 'BODY_TOO_LARGE', `A form may have ${MAX_BYTES} bytes.`));
    const form = new URLSearchParams(body.toString('utf8'));
    if (FIELDS.some((name) => form.getAll(name).length > 1)) return send(exchange, problem(400, 'FIELD_REPEATED', 'Each field may be sent once.'));
    const given = FIELDS.flatMap((name): [string, string][] => (form.has(name) ? [[name, form.get(name) ?? '']] : []));
    const headers = { location: `${APPLE_CALLBACK}#${new URLSearchParams(given)}`, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
    send(exchange, { status: 303, headers, body: '' });
  };
