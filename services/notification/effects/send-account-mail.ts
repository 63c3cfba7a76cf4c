/** Writes and sends one mail about an account; the token of its link is fetched now, and kept nowhere. A repeat has the same Message-ID. */
import { effectType, type EffectRunner } from '../../runtime/effects/types.ts';
import { Failure } from '../../runtime/errors.ts';
import type { AccountMailFacts, AccountMailOutcome } from '../domain/account-mail.ts';
import type { Tenant } from '../domain/facts.ts';
import type { LinkTokens } from '../mail/link-tokens.ts';
import { accountLinkOf } from '../mail/links.ts';
import { writeAccountMail } from '../templates/account-content.ts';
import { htmlMail } from '../templates/html-mail.ts';
import { textMail } from '../templates/text-mail.ts';
import { envelopeOf, type MailSettings } from './envelope.ts';

export interface SendAccountMailInput {
  readonly tenant: Tenant;
  readonly mail: AccountMailFacts;
}

export const sendAccountMail = effectType<SendAccountMailInput, AccountMailOutcome>('sendAccountMail');

export interface SendAccountMailOptions extends MailSettings {
  readonly tokens: Pick<LinkTokens, 'tokenOf'>;
}

export const sendAccountMailRunner = (options: SendAccountMailOptions): EffectRunner<SendAccountMailInput, AccountMailOutcome> => ({
  type: sendAccountMail,
  timeoutMs: 20_000,
  async run({ tenant, mail }, { key, tenantId, signal }) {
    const token = mail.link && (await tokenOf(options.tokens, mail.link, tenantId, signal));
    if (mail.link && token === undefined) return { kind: 'failed', reason: 'The link was used, followed by another, or had ended.' };
    const content = writeAccountMail(tenant, mail, accountLinkOf(options.publicUrl, tenant, mail.kind, token));
    const to = { name: mail.displayName, address: mail.email };
    const letter = { ...envelopeOf(key.id, tenant, to, options), subject: content.subject, html: htmlMail(content, tenant), text: textMail(content, tenant) };
    const delivery = await options.mailer.send({ ...letter, attachments: [] }, signal);
    return delivery.kind === 'accepted' ? { kind: 'sent', reference: delivery.reference } : { kind: 'failed', reason: delivery.reason };
  },
  giveUp: () => ({ kind: 'failed', reason: 'The mail could not be sent for too long.' }),
});

/** `undefined` when the link is good for nothing any more. */
async function tokenOf(tokens: SendAccountMailOptions['tokens'], link: NonNullable<AccountMailFacts['link']>, tenantId: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await tokens.tokenOf(link, tenantId, signal);
  } catch (error) {
    if (error instanceof Failure && error.code === 'FAILED_PRECONDITION') return undefined;
    throw error;
  }
}
