/** Signing in or creating an account where it is needed; what was typed is kept when one turns out to be the other. */
import { useState } from 'react';
import { t } from '../../strings.ts';
import { AccountForm } from './account-form.tsx';
import { emptyAccount } from './account.ts';

interface SignInPanelProps {
  readonly title: string;
  readonly why: string;
  /** True when signing in goes on with something. */
  readonly go?: boolean;
  readonly onDone?: () => void;
}

type Mode = 'sign-in' | 'register';

export function SignInPanel({ title, why, go = false, onDone }: SignInPanelProps) {
  const [mode, setMode] = useState<Mode>('sign-in');
  const [account, setAccount] = useState(emptyAccount);
  return (
    <section aria-labelledby="sign-in" className={`grid gap-4 rounded-card border border-line p-4 ${go ? 'bg-canvas' : 'bg-surface sm:p-6'}`}>
      <div>
        <h3 id="sign-in" className="text-lg font-semibold">
          {title}
        </h3>
        <p className="text-sm text-quiet">{why}</p>
      </div>
      <fieldset className="grid grid-cols-2 gap-1 rounded-control bg-raised p-1">
        <legend className="sr-only">{title}</legend>
        <ModeChoice mode="sign-in" chosen={mode} label={t.sign.haveAccount} onChoose={setMode} />
        <ModeChoice mode="register" chosen={mode} label={t.sign.newHere} onChoose={setMode} />
      </fieldset>
      <AccountForm key={mode} registers={mode === 'register'} account={account} onChange={setAccount} go={go} onDone={onDone} />
    </section>
  );
}

interface ModeChoiceProps {
  readonly mode: Mode;
  readonly chosen: Mode;
  readonly label: string;
  readonly onChoose: (mode: Mode) => void;
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
