/** A mail to somebody about their account: begun once, and then sent or given up. */

export type AccountMailKind =
  | 'verify_email' | 'reset_password' | 'password_changed' | 'data_export_ready' | 'erasure_requested' | 'invitation'
  | 'passkey_added' | 'passkey_removed' | 'identity_linked' | 'identity_unlinked' | 'second_factor_enabled' | 'second_factor_removed';

export interface AccountMail {
  readonly id: string;
  readonly kind: AccountMailKind;
  /** Absent of mails to whoever has the address. */
  readonly userId: string | undefined;
  readonly recipient: string;
  readonly status: 'sending' | 'sent' | 'failed';
  /** What the mail server said; empty before it was sent. */
  readonly reference: string;
  /** Why it was given up; empty otherwise. */
  readonly reason: string;
  readonly created: Date;
}

/** What an account mail is written from, as plain JSON: it is stored with the effect that sends it. */
export interface AccountMailFacts {
  readonly kind: AccountMailKind;
  readonly email: string;
  /** May be empty. */
  readonly displayName: string;
  /** The link in it; `expires` as ISO 8601. */
  readonly link?: { readonly id: string; readonly serial: number; readonly expires: string };
}

/** How sending ended. */
export type AccountMailOutcome = { readonly kind: 'sent'; readonly reference: string } | { readonly kind: 'failed'; readonly reason: string };

export const begun = (id: string, userId: string | undefined, { kind, email }: AccountMailFacts, created: Date): AccountMail => ({
  id, kind, userId, recipient: email, status: 'sending', reference: '', reason: '', created,
});

/** The mail as its sending ended; the first word counts. */
export function concluded(mail: AccountMail, outcome: AccountMailOutcome): AccountMail {
  if (mail.status !== 'sending') return mail;
  return outcome.kind === 'sent' ? { ...mail, status: 'sent', reference: outcome.reference } : { ...mail, status: 'failed', reason: outcome.reason };
}
