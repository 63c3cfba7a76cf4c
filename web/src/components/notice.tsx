/** A message that stands out by colour, icon and title alike; alarming ones are read out at once. */
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

type Tone = 'info' | 'good' | 'warn' | 'bad';

const LOOK: Readonly<Record<Tone, string>> = {
  info: 'border-line bg-surface text-ink',
  good: 'border-good/30 bg-good-tint text-good',
  warn: 'border-warn/30 bg-warn-tint text-warn',
  bad: 'border-bad/30 bg-bad-tint text-bad',
};

const ICON: Readonly<Record<Tone, IconName>> = { info: 'info', good: 'check', warn: 'alert', bad: 'alert' };

interface NoticeProps {
  readonly tone?: Tone;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** Read out when it appears. */
  readonly announce?: boolean;
}

export function Notice({ tone = 'info', title, children, action, announce = tone === 'bad' }: NoticeProps) {
  return (
    <div role={announce ? 'alert' : undefined} className={`flex gap-3 rounded-card border p-4 ${LOOK[tone]}`}>
      <Icon name={ICON[tone]} className={`mt-0.5 size-5 ${tone === 'info' ? 'text-accent' : ''}`} />
      <div className="grid min-w-0 gap-1">
        <p className="font-semibold">{title}</p>
        {children !== undefined && <div className="text-ink">{children}</div>}
        {action !== undefined && <div className="mt-2 flex flex-wrap gap-2">{action}</div>}
      </div>
    </div>
  );
}
