/** From events to mails about accounts, on real Postgres, NATS and SMTP. */
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { AccountMailRequestedSchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { AccountMailKind } from '#proto/berth/user/v1/account_pb.ts';
import { AccountMailService, GetMailLinkTokenResponseSchema } from '#proto/berth/user/v1/account_service_pb.ts';
import { TenantChangedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import { startMailSandbox, type MailSandbox } from '../../../deploy/dev/sandbox/mail/sandbox.ts';
import { Failure } from '../../runtime/errors.ts';
import { newId, toTypeId } from '../../runtime/ids.ts';
import { openEventBench, type EventBench } from '../../runtime/testing/event-bench.ts';
import { testNatsUrl } from '../../runtime/testing/nats.ts';
import { startServiceHarness, type ServiceHarness } from '../../runtime/testing/service-harness.ts';
import { readNotificationConfig } from '../config.ts';
import { startNotification } from '../service.ts';

const TOKEN = 'lnk_0000.1.secret-mac';

describe('mails about accounts', function () {
  this.timeout(60_000);
  const stack = new AsyncDisposableStack();
  let mails: MailSandbox;
  let bench: EventBench;
  let harness: ServiceHarness;
  let tenantId: string;
  let email: string;
  let address: string;
  /** Links that are good for nothing any more. */
  const spent = new Set<string>();

  before(async () => {
    mails = stack.use(await startMailSandbox());
    bench = stack.use(await openEventBench(await testNatsUrl()));
    const tokenOf = (linkId: string) => {
      if (spent.has(linkId)) throw new Failure({ code: 'FAILED_PRECONDITION', reason: 'LINK_INVALID', message: 'Not valid any more.' });
      return create(GetMailLinkTokenResponseSchema, { token: TOKEN });
    };
    harness = stack.use(
      await startServiceHarness('notification', (env) => startNotification(readNotificationConfig(env)), {
        env: { SMTP_URL: mails.smtpUrl, MAIL_FROM: 'bookings@berth.test', PUBLIC_URL: 'https://{tenant}.berth.test' },
        peers: { user: { services: [AccountMailService], handle: async ({ request }) => tokenOf((request as { linkId?: string }).linkId ?? '') } },
      }),
    );
  });
  after(() => stack.disposeAsync());

  beforeEach(async () => {
    tenantId = newId();
    address = toTypeId('idn', newId());
    email = `ana-${tenantId}@example.com`;
    await bench.publish(TenantChangedSchema, { source: 'user', tenantId, key: toTypeId('tnt', tenantId) }, {
      tenant: { id: toTypeId('tnt', tenantId), slug: 'teatro', name: 'Teatro Azul', locale: 'en-GB', timeZone: 'Europe/Lisbon', brandColor: '#0b6e8a', supportEmail: 'ola@teatro.example' },
    });
  });

  const ask = (kind: AccountMailKind, linkId?: string, version = 1) =>
    bench.publish(AccountMailRequestedSchema, { source: 'user', tenantId, key: address, version }, {
      kind, email, userId: toTypeId('usr', newId()), displayName: 'Ana',
      ...(linkId && { link: { id: linkId, serial: 1, expireTime: timestampFromDate(new Date(Date.now() + 60_000)) } }),
    });
  /** How the mail of a kind ended, once it has. */
  const ended = async (kind: string): Promise<string> => {
    for (;;) {
      const [row] = await harness.service.database.relay.run<{ status: string }>('select status from account_mail where tenant_id = $1 and kind = $2', [tenantId, kind]);
      if (row && row.status !== 'sending') return row.status;
    }
  };
  const toAna = (subject: RegExp) => mails.find((mail) => mail.envelope.to.includes(email) && subject.test(mail.subject));

  it('are sent once for each event, with the link and in the name of the business', async () => {
    await (await ask(AccountMailKind.VERIFY_EMAIL, toTypeId('lnk', newId()))).again();
    const mail = await toAna(/Confirm your e-mail address: Teatro Azul/);
    expect(mail.text).to.contain(`https://teatro.berth.test/verify-email#${TOKEN}`);
    await ask(AccountMailKind.PASSWORD_CHANGED, undefined, 2);
    await toAna(/Your password has changed/);
    expect(mails.mails().filter(({ envelope }) => envelope.to.includes(email))).to.have.length(2);
  });

  it('go to who is invited, with or without an account', async () => {
    await bench.publish(AccountMailRequestedSchema, { source: 'user', tenantId, key: address, version: 1 }, {
      kind: AccountMailKind.INVITATION, email, link: { id: toTypeId('lnk', newId()), serial: 1, expireTime: timestampFromDate(new Date(Date.now() + 60_000)) },
    });
    const mail = await toAna(/You are invited to the team of Teatro Azul/);
    expect(mail.text).to.contain(`https://teatro.berth.test/accept-invitation#${TOKEN}`);
    expect(await ended('invitation')).to.equal('sent');
  });

  it('keep the token nowhere', async () => {
    await ask(AccountMailKind.RESET_PASSWORD, toTypeId('lnk', newId()));
    await toAna(/Choose a new password/);
    expect(await ended('reset_password')).to.equal('sent');
    for (const table of ['account_mail', 'effect', 'outbox']) {
      const rows = await harness.service.database.relay.run<{ row: string }>(`select t::text as row from ${table} t where tenant_id = $1`, [tenantId]);
      expect(rows.filter(({ row }) => row.includes('secret-mac')), table).to.deep.equal([]);
    }
  });

  it('are not sent when the link is good for nothing any more', async () => {
    const linkId = toTypeId('lnk', newId());
    spent.add(linkId);
    await ask(AccountMailKind.RESET_PASSWORD, linkId);
    await ask(AccountMailKind.PASSWORD_CHANGED, undefined, 2);
    await toAna(/Your password has changed/);
    expect(await ended('reset_password')).to.equal('failed');
    expect(mails.mails().filter(({ envelope }) => envelope.to.includes(email))).to.have.length(1);
  });
});
