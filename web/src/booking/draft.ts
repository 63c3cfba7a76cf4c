/** What a customer typed before booking outlives a reload and signing in; it goes when the booking is made. */
import { useState } from 'react';

export interface Draft {
  readonly note: string;
  readonly consent: boolean;
}

const EMPTY: Draft = { note: '', consent: false };

/** The draft kept under a key; anything else that stands there counts as none. */
export function readDraft(text: string | null): Draft {
  if (text === null) return EMPTY;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return EMPTY;
  }
  if (typeof value !== 'object' || value === null || !('note' in value) || !('consent' in value)) return EMPTY;
  return typeof value.note === 'string' && typeof value.consent === 'boolean' ? { note: value.note, consent: value.consent } : EMPTY;
}

/** The draft of one offering, with ways to change and to drop it. */
export function useDraft(slug: string, offeringId: string) {
  const key = `berth.draft.${slug}.${offeringId}`;
  const [draft, setDraft] = useState(() => readDraft(sessionStorage.getItem(key)));
  return {
    draft,
    change(part: Partial<Draft>) {
      const next = { ...draft, ...part };
      sessionStorage.setItem(key, JSON.stringify(next));
      setDraft(next);
    },
    drop: () => sessionStorage.removeItem(key),
  };
}
