/** The mailer against a real SMTP server: what is final, what passes, and that no address gets into an error. */
import { inspect } from 'node:util';
import { trace } from '@opentelemetry/api';
import { expect } from 'chai';
import { startMailSandbox, type MailSandbox } from '../../../deploy/dev/sandbox/mail/sandbox.ts';
import { failureOf } from '../../runtime/testing/rpc.ts';
import { createMailer, type Mail, type Mailer } from './mailer.ts';

const mail: Mail = {
  messageId: 'ntf_1@berth.test', from: { name: 'Teatro, Azul', address: 'bookings@berth.test' }, to: { name: 'Zoë "Z"', address: 'zoe@example.com' },
  replyTo: '', subject: 'Grüße\r\nBcc: thief@example.com', html: '<p>Hello</p>', text: 'Hello', attachments: [],
};
const soon = (): AbortSignal => AbortSignal.timeout(5_000);

describe('mailer', function () {
  this.timeout(20_000);
  let server: MailSandbox;
  let mailer: Mailer;
  beforeEach(async () => {
    server = await startMailSandbox();
    mailer = createMailer(server.smtpUrl, trace.getTracer('test'));
  });
  afterEach(async () => {
    mailer[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
  });

  it('sends what it was given, and takes no header from a subject', async () => {
    expect((await mailer.send(mail, soon())).kind).to.equal('accepted');
    const [received] = server.mails();
    expect(received).to.deep.include({ envelope: { from: 'bookings@berth.test', to: ['zoe@example.com'] }, cc: [] });
    expect(received?.subject).to.contain('Grüße');
    expect(received?.messageId).to.equal('<ntf_1@berth.test>');
  });

  it('takes 5xx for final and everything else for passing', async () => {
    server.fail({ kind: 'refuse', code: 552 });
    expect(await mailer.send(mail, soon())).to.deep.equal({ kind: 'refused', reason: 'The mail server refused the message (EMESSAGE 552).' });
    server.fail({ kind: 'refuse', code: 421 });
    expect(await failureOf(mailer.send(mail, soon()))).to.include({ code: 'UNAVAILABLE', reason: 'MAIL_SERVER_UNAVAILABLE' });
  });

  it('names no address when it fails', async () => {
    await server[Symbol.asyncDispose]();
    const failure = await failureOf(mailer.send(mail, soon()));
    expect(failure).to.include({ code: 'UNAVAILABLE' });
    // Logs print errors with what caused them.
    expect(inspect(failure)).not.to.contain('example.com');
  });

  it('gives up when its caller does', async () => {
    expect(await failureOf(mailer.send(mail, AbortSignal.abort()))).to.include({ code: 'UNAVAILABLE' });
    expect(server.mails()).to.deep.equal([]);
  });
});
