/** The mail sandbox as nodemailer and a developer see it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { type MailSandbox, startMailSandbox } from './sandbox.ts';

const PDF = Buffer.from('%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF');
const CONFIRMATION: SendMailOptions = {
  from: 'Harbour Yoga <hello@harbour.example>',
  to: 'Ada Lovelace <ada@example.com>',
  bcc: 'archive@harbour.example',
  subject: 'Booking confirmed – Yoga ☀',
  text: 'See you on Monday.',
  html: '<h1>See you on Monday</h1><img src="cid:logo@harbour"><script>alert(1)</script>',
  attachments: [
    { filename: 'Quittung Nº 7.pdf', content: PDF, contentType: 'application/pdf' },
    {
      filename: 'logo.png',
      content: Buffer.from('png'),
      contentType: 'image/png',
      cid: 'logo@harbour',
      contentDisposition: 'inline',
    },
  ],
};

describe('mail sandbox', () => {
  let sandbox: MailSandbox;
  beforeEach(async () => void (sandbox = await startMailSandbox()));
  afterEach(() => sandbox[Symbol.asyncDispose]());

  async function send(mail: SendMailOptions = CONFIRMATION, url = sandbox.smtpUrl): Promise<void> {
    const transport = createTransport(url);
    try {
      await transport.sendMail(mail);
    } finally {
      transport.close();
    }
  }

  it('keeps a mail with its parts, its envelope and its attachments', async () => {
    await send();
    const [mail] = sandbox.mails();
    expect(mail).to.deep.include({
      subject: 'Booking confirmed – Yoga ☀',
      from: 'Harbour Yoga <hello@harbour.example>',
      to: ['Ada Lovelace <ada@example.com>'],
      envelope: { from: 'hello@harbour.example', to: ['ada@example.com', 'archive@harbour.example'] },
    });
    expect(mail?.text?.trim()).to.equal('See you on Monday.');
    expect(mail?.attachments.map(({ filename, contentType }) => ({ filename, contentType }))).to.deep.equal([
      { filename: 'Quittung Nº 7.pdf', contentType: 'application/pdf' },
      { filename: 'logo.png', contentType: 'image/png' },
    ]);
    expect(mail?.attachments[0]?.content.equals(PDF)).to.equal(true);
    expect(mail?.headers.map(({ name }) => name))
      .to.include('MIME-Version')
      .and.not.include('Bcc');
  });

  it('accepts a login, and offers no STARTTLS that would fail', async () => {
    await send(CONFIRMATION, `smtp://user:secret@127.0.0.1:${sandbox.port}`);
    expect(sandbox.mails()).to.have.length(1);
    const strict = createTransport({ host: '127.0.0.1', port: sandbox.port, requireTLS: true });
    expect(String(await strict.sendMail(CONFIRMATION).catch((error: unknown) => error))).to.match(/STARTTLS/);
  });

  it('hands a mail to whoever waits for it, and says what came instead', async () => {
    const waiting = sandbox.find(({ subject }) => subject.startsWith('Booking confirmed'));
    await send({ ...CONFIRMATION, subject: 'Something else' });
    await send();
    expect((await waiting).subject).to.equal('Booking confirmed – Yoga ☀');
    const missing = await sandbox.find(({ subject }) => subject === 'none', 5).catch((error: unknown) => error);
    expect(String(missing)).to.include('"Something else"');
  });

  it('shows mails over HTTP', async () => {
    const waited = fetch(`${sandbox.url}/mails?to=ada&subject=confirmed&wait=10`);
    await send({ ...CONFIRMATION, to: 'bob@example.com' });
    await send();
    const { data } = await (await waited).json();
    expect(data).to.have.length(1);
    expect(data[0].attachments[0]).to.deep.equal({
      filename: 'Quittung Nº 7.pdf',
      contentType: 'application/pdf',
      contentId: null,
      inline: false,
      size: PDF.length,
    });
    const attachment = await fetch(`${sandbox.url}/mails/${data[0].id}/attachments/0`);
    expect(attachment.headers.get('content-type')).to.equal('application/pdf');
    expect(attachment.headers.get('content-disposition')).to.equal(
      "inline; filename*=UTF-8''Quittung%20N%C2%BA%207.pdf",
    );
    expect(Buffer.from(await attachment.arrayBuffer()).equals(PDF)).to.equal(true);
    expect((await fetch(`${sandbox.url}/mails/${data[0].id}/attachments/9`)).status).to.equal(404);
  });

  it('renders HTML where it can do no harm', async () => {
    await send();
    const response = await fetch(`${sandbox.url}/mails/${sandbox.mails()[0]?.id}/html`);
    expect(response.headers.get('content-security-policy')).to.match(
      /^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'/,
    );
    expect(await response.text()).to.include(
      `<img src="data:image/png;base64,${Buffer.from('png').toString('base64')}">`,
    );
  });

  it('refuses on request, for now or for good', async () => {
    sandbox.fail({ kind: 'refuse' });
    sandbox.fail({ kind: 'refuse', code: 550 });
    expect(await send().catch((error: unknown) => error)).to.include({ responseCode: 451 });
    expect(await send().catch((error: unknown) => error)).to.include({ responseCode: 550 });
    await send();
    expect(sandbox.mails()).to.have.length(1);
  });

  it('can keep a mail and lose the answer', async () => {
    sandbox.fail({ kind: 'hang-up' });
    expect(await send().catch((error: unknown) => error)).to.be.instanceOf(Error);
    expect(sandbox.mails()).to.have.length(1);
  });

  it('keeps mails across a restart until they are cleared', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'mail-sandbox-'));
    {
      await using first = await startMailSandbox({ dir });
      await send(CONFIRMATION, first.smtpUrl);
    }
    {
      await using second = await startMailSandbox({ dir });
      expect(second.mails().map(({ subject }) => subject)).to.deep.equal(['Booking confirmed – Yoga ☀']);
      await fetch(`${second.url}/mails`, { method: 'DELETE' });
    }
    await using third = await startMailSandbox({ dir });
    expect(third.mails()).to.deep.equal([]);
    await rm(dir, { recursive: true });
  });
});
