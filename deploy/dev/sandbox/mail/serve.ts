/**
 * The HTTP side of the inbox: mails as JSON, their HTML in a sandbox, their attachments as downloads, and failures on
 * demand.
 */
import { type Handler, json, type Reply, type Request, text } from '../http/exchange.ts';
import { BadJson, count, type JsonObject, readJsonObject } from '../http/json-body.ts';
import { router } from '../http/router.ts';
import type { Attachment, Mail } from './mail.ts';
import type { MailControls } from './sandbox.ts';
import type { MailFault } from './smtp.ts';

type Action = (
  inbox: MailControls,
  request: Request,
  params: Readonly<Record<string, string>>,
) => Reply | Promise<Reply>;

const route = router<Action>({
  'GET /mails': list,
  'DELETE /mails': async (inbox) => {
    await inbox.clear();
    return json(200, { ok: true });
  },
  'GET /mails/:id': (inbox, _request, { id }) => withMail(inbox, id, (mail) => json(200, shown(mail))),
  'GET /mails/:id/html': (inbox, _request, { id }) => withMail(inbox, id, rendered),
  'GET /mails/:id/source': (inbox, _request, { id }) =>
    withMail(inbox, id, ({ source }) => text(200, 'text/plain; charset=utf-8', source)),
  'GET /mails/:id/attachments/:index': (inbox, _request, { id, index }) =>
    withMail(inbox, id, (mail) => download(mail.attachments[Number(index)])),
  'POST /_sandbox/faults': (inbox, request) => {
    inbox.fail(readFault(readJsonObject(request)));
    return json(200, { ok: true });
  },
});

export function serveInbox(inbox: MailControls): Handler {
  return async (request) => {
    const match = route(request.method, request.url.pathname);
    if (match === undefined) return problem(404, `there is no ${request.method} ${request.url.pathname}`);
    try {
      return await match.target(inbox, request, match.params);
    } catch (error) {
      if (error instanceof BadJson) return problem(400, error.message);
      throw error;
    }
  };
}

/**
 * `?to=` and `?subject=` filter by part of the value; `?wait=` seconds waits for the first match instead of answering
 * an empty list.
 */
async function list(inbox: MailControls, { url }: Request): Promise<Reply> {
  const matches = filter(url.searchParams.get('to') ?? '', url.searchParams.get('subject') ?? '');
  const wait = Number(url.searchParams.get('wait') ?? '0');
  if (!(wait >= 0 && wait <= 120)) return problem(400, 'wait must be a number of seconds from 0 to 120');
  if (wait > 0) await inbox.find(matches, wait * 1000).catch(() => undefined); // an empty list says it, too
  return json(200, { data: inbox.mails().filter(matches).reverse().map(shown) });
}

function filter(to: string, subject: string): (mail: Mail) => boolean {
  return (mail) => mail.subject.includes(subject) && mail.envelope.to.some((address) => address.includes(to));
}

function shown({ source, attachments, ...mail }: Mail): object {
  return {
    ...mail,
    size: source.length,
    attachments: attachments.map(({ content, ...attachment }) => ({ ...attachment, size: content.length })),
  };
}

function withMail(inbox: MailControls, id: string | undefined, answer: (mail: Mail) => Reply): Reply {
  const mail = inbox.mails().find((candidate) => candidate.id === id);
  return mail === undefined ? problem(404, `there is no mail ${id}`) : answer(mail);
}

/** Mail is foreign content: no scripts, no forms, no origin; its links open outside the frame. */
const MAIL_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: http://127.0.0.1:* http://localhost:*; font-src data:";

function rendered(mail: Mail): Reply {
  const body = mail.html ?? '<p>This mail has no HTML part.</p>';
  const page = `<!doctype html><meta charset="utf-8"><base target="_blank">${withInlineImages(body, mail.attachments)}`;
  return text(200, 'text/html; charset=utf-8', page, {
    'content-security-policy': MAIL_POLICY,
    'referrer-policy': 'no-referrer',
  });
}

function withInlineImages(html: string, attachments: readonly Attachment[]): string {
  return attachments.reduce(
    (page, { contentId, contentType, content }) =>
      contentId === null
        ? page
        : page.replaceAll(`cid:${contentId}`, `data:${contentType};base64,${content.toString('base64')}`),
    html,
  );
}

function download(attachment: Attachment | undefined): Reply {
  if (attachment === undefined) return problem(404, 'there is no such attachment');
  const shownInBrowser = attachment.contentType === 'application/pdf' ? 'inline' : 'attachment';
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(attachment.contentType)
    ? attachment.contentType
    : 'application/octet-stream';
  return text(200, type, attachment.content, {
    'content-disposition': `${shownInBrowser}; filename*=UTF-8''${encodeURIComponent(attachment.filename)}`,
  });
}

function readFault(body: JsonObject): MailFault {
  const { kind } = body;
  if (kind !== 'refuse' && kind !== 'hang-up') throw new BadJson('kind must be refuse or hang-up');
  return {
    kind,
    ...(body['code'] === undefined ? {} : { code: count(body, 'code', 599) }),
    ...(body['times'] === undefined ? {} : { times: count(body, 'times', 1000) }),
  };
}

function problem(status: number, message: string): Reply {
  return json(status, { error: { message } });
}
