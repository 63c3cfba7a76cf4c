/** Signing in, creating an account, or going on without one where it is needed; what was typed is kept when one turns out to be the other. */
import { useState } from 'react';
import { t } from '../../strings.ts';
import { AccountForm } from './account-form.tsx';
import { emptyAccount, type Entry } from './account.ts';
import { SocialButtons } from './social-buttons.tsx';

interface SignInPanelProps {
  readonly title: string;
  readonly why: string;
  /** True when signing in goes on with something. */
  readonly go?: boolean;
  readonly onDone?: () => void;
  /** Whether accounts elsewhere are offered as well. */
  readonly providers?: boolean;
}

export function SignInPanel({ title, why, go = false, onDone, providers = true }: SignInPanelProps) {
  const [mode, setMode] = useState<Entry>('sign-in');
  const [account, setAccount] = useState(emptyAccount);
  // What it goes on with has a heading of its own above it.
  const Heading = go ? 'h3' : 'h2';
  return (
    <section aria-labelledby="sign-in" className={`grid gap-4 rounded-card border border-line p-4 ${go ? 'bg-canvas' : 'bg-surface sm:p-6'}`}>
      <div>
        <Heading id="sign-in" className="text-lg font-semibold">
          {title}
        </Heading>
        <p className="text-sm text-quiet">{why}</p>
      </div>
      <fieldset className={`grid gap-1 rounded-control bg-raised p-1 ${go ? 'grid-cols-3' : 'grid-cols-2'}`}>
        <legend className="sr-only">{title}</legend>
        <ModeChoice mode="sign-in" chosen={mode} label={t.sign.haveAccount} onChoose={setMode} />
        <ModeChoice mode="register" chosen={mode} label={t.sign.newHere} onChoose={setMode} />
        {go && <ModeChoice mode="guest" chosen={mode} label={t.sign.guest} onChoose={setMode} />}
      </fieldset>
      {mode === 'guest' && <p className="text-sm text-quiet">{t.sign.guestHint}</p>}
      <AccountForm key={mode} entry={mode} account={account} onChange={setAccount} go={go} onDone={onDone} />
      {providers && <SocialButtons />}
    </section>
  );
}

interface ModeChoiceProps {
  readonly mode: Entry;
  readonly chosen: Entry;
  readonly label: string;
  readonly onChoose: (mode: Entry) => void;
}

const ModeChoice = ({ mode, chosen, label, onChoose }: ModeChoiceProps) => (
  <label
    className={`grid min-h-10 cursor-pointer place-items-center rounded-[0.45rem] px-2 text-center text-sm font-medium has-focus-visible:outline-3 has-focus-visible:outline-accent ${
      mode === chosen ? 'bg-surface text-ink shadow-sm' : 'text-quiet hover:text-ink'
    }`}
  >
    <input type="radio" name="account-mode" checked={mode === chosen} onChange={() => onChoose(mode)} className="sr-only" />
    {label}
  </label>
);
