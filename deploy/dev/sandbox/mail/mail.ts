/** A mail as it arrived (its source and envelope) and as a mail program shows it. */
import PostalMime, { type Address, type Attachment as ParsedAttachment } from 'postal-mime';
import { isJsonObject } from '../http/json-body.ts';

export interface StoredMail {
  readonly id: string;
  readonly object: 'mail';
  readonly received_at: string;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  /** The message as it came over the wire, base64. */
  readonly source: string;
}

export interface Mail extends Omit<StoredMail, 'source'> {
  readonly subject: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly replyTo: readonly string[];
  readonly messageId: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly text: string | null;
  readonly html: string | null;
  readonly attachments: readonly Attachment[];
  readonly source: Buffer;
}

export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly contentId: string | null;
  readonly inline: boolean;
  readonly content: Buffer;
}

export function isStoredMail(value: unknown): value is StoredMail {
  return isJsonObject(value) && value['object'] === 'mail' && typeof value['source'] === 'string';
}

export async function parseMail(stored: StoredMail): Promise<Mail> {
  const source = Buffer.from(stored.source, 'base64');
  const email = await PostalMime.parse(source);
  return {
    ...stored,
    subject: email.subject ?? '',
    from: email.from === undefined ? stored.envelope.from : written(email.from),
    to: (email.to ?? []).map(written),
    cc: (email.cc ?? []).map(written),
    replyTo: (email.replyTo ?? []).map(written),
    messageId: email.messageId ?? null,
    headers: email.headers.map(({ originalKey, key, value }) => ({ name: originalKey ?? key, value })),
    text: email.text ?? null,
    html: email.html ?? null,
    // Pictures of the text come last, as mail programs list what was attached on purpose.
    attachments: email.attachments.map(toAttachment).sort((a, b) => Number(a.inline) - Number(b.inline)),
    source,
  };
}

function written({ name, address }: Address): string {
  if (address === undefined) return name;
  return name === '' ? address : `${name} <${address}>`;
}

function toAttachment(part: ParsedAttachment, index: number): Attachment {
  return {
    filename: part.filename ?? `attachment-${index + 1}`,
    contentType: part.mimeType,
    contentId: part.contentId?.replace(/^<|>$/g, '') ?? null,
    inline: part.disposition === 'inline' || part.related === true,
    content:
      typeof part.content === 'string'
        ? Buffer.from(part.content)
        : Buffer.from(part.content instanceof Uint8Array ? part.content : new Uint8Array(part.content)),
  };
}
