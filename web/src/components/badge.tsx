/** A word in a pill, for kinds and states. */
import type { ReactNode } from 'react';

type Tone = 'accent' | 'quiet' | 'good' | 'warn' | 'bad';

const LOOK: Readonly<Record<Tone, string>> = {
  accent: 'bg-tint text-accent',
  quiet: 'bg-raised text-quiet',
  good: 'bg-good-tint text-good',
  warn: 'bg-warn-tint text-warn',
  bad: 'bg-bad-tint text-bad',
};

export const Badge = ({ tone = 'quiet', children }: { readonly tone?: Tone; readonly children: ReactNode }) => (
  <span className={`inline-flex items-center rounded-full px-2.5 py-0.5 text-sm font-medium ${LOOK[tone]}`}>{children}</span>
);
