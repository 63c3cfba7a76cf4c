/** What people did with accounts, or tried to: told to whoever keeps an audit log. */

/** Where a call came from, as the gateway saw it. */
export interface Origin {
  readonly ipAddress: string;
  readonly userAgent: string;
}

export type ActivityKind =
  | 'registered'
  | 'signed_in'
  | 'sign_in_refused'
  | 'verification_requested'
  | 'email_verified'
  | 'password_reset_requested'
  | 'password_reset'
  | 'password_changed'
  | 'session_ended'
  | 'signed_out_everywhere'
  | 'refresh_token_reused'
  | 'password_change_refused'
  | 'second_factor_enabled'
  | 'second_factor_removed'
  | 'recovery_code_used'
  | 'passkey_added'
  | 'passkey_removed'
  | 'invitation_accepted'
  | 'identity_linked'
  | 'identity_unlinked'
  | 'guest_continued'
  | 'guests_claimed';

export interface Activity {
  readonly kind: ActivityKind;
  /** Key of the address concerned, whether or not somebody has it. */
  readonly emailKey: string;
  readonly userId?: string | undefined;
  readonly sessionId?: string;
  readonly origin: Origin;
  /** UPPER_SNAKE_CASE. */
  readonly reason?: string;
}

/** A change of how somebody signs in, which they hear of by mail: it may have been another. */
export type WayInChange = 'passkey_added' | 'passkey_removed' | 'identity_linked' | 'identity_unlinked' | 'second_factor_enabled' | 'second_factor_removed';

/** A mail to somebody about their account. */
export interface AccountMail {
  readonly kind: 'verify_email' | 'reset_password' | 'password_changed' | 'data_export_ready' | 'erasure_requested' | 'invitation' | WayInChange;
  readonly emailKey: string;
  /** Absent when it goes to whoever has the address. */
  readonly userId: string | undefined;
  readonly email: string;
  readonly displayName: string;
  /** The link in it. */
  readonly link?: { readonly id: string; readonly serial: number; readonly expires: Date };
}
