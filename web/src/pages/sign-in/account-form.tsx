/** One form for both ways in; the first field with a mistake gets the focus. */
import { berthError } from '@berth/sdk/browser';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { berthOf } from '../../berth/clients.ts';
import { violationOf } from '../../berth/problem.ts';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';
import { type Account, accountErrors, type Entry, type AccountErrors, toE164 } from './account.ts';
import { ForgottenPassword } from './forgotten-password.tsx';
import { SecondFactorForm } from './second-factor-form.tsx';

const FACTOR_REASONS = new Set(['SECOND_FACTOR_REQUIRED', 'WRONG_SECOND_FACTOR']);

interface AccountFormProps {
  readonly entry: Entry;
  readonly account: Account;
  readonly onChange: (account: Account) => void;
  readonly go: boolean;
  readonly onDone: (() => void) | undefined;
}

export function AccountForm({ entry, account, onChange, go, onDone }: AccountFormProps) {
  const { slug } = useShop();
  const form = useRef<HTMLFormElement>(null);
  const [registers, isNew] = [entry === 'register', entry !== 'sign-in'];
  const [errors, setErrors] = useState<AccountErrors>({});
  const enter = useMutation({ mutationFn: (secondFactorCode: string) => send(slug, account, entry, secondFactorCode), onSuccess: () => onDone?.() });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (enter.isPending) return;
    const found = accountErrors(account, entry);
    setErrors(found);
    const [first] = Object.keys(found);
    if (first === undefined) enter.mutate('');
    else form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  };
  const checkEmail = (): boolean => {
    const { email } = accountErrors(account, 'sign-in');
    setErrors(email === undefined ? {} : { email });
    if (email !== undefined) form.current?.querySelector<HTMLElement>('[name="email"]')?.focus();
    return email === undefined;
  };
  const field = (name: keyof Account, inContract: string) => ({
    name,
    value: account[name],
    error: errors[name] ?? violationOf(enter.error, inContract),
    onChange: (event: { readonly target: { readonly value: string } }) => onChange({ ...account, [name]: event.target.value }),
  });
  const reason = enter.error ? berthError(enter.error).reason : '';
  // The address and the password were right: what was typed is kept, and one thing more is asked for.
  if (FACTOR_REASONS.has(reason) || enter.variables) {
    return (
      <>
        <SecondFactorForm wrong={reason === 'WRONG_SECOND_FACTOR'} busy={enter.isPending} onCode={enter.mutate} />
        {!FACTOR_REASONS.has(reason) && enter.error && <ProblemNotice error={enter.error} />}
      </>
    );
  }
  return (
    <form ref={form} noValidate onSubmit={submit} className="grid gap-4">
      {isNew && <Field {...field('name', 'display_name')} label={t.sign.name} autoComplete="name" maxLength={120} required />}
      <Field {...field('email', 'email')} label={t.sign.email} type="email" autoComplete="email" maxLength={254} required />
      {entry !== 'guest' && (
        <Field
          {...field('password', 'password')}
          label={t.sign.password}
          type="password"
          autoComplete={registers ? 'new-password' : 'current-password'}
          maxLength={256}
          required
          {...(registers && { hint: t.sign.passwordHint })}
        />
      )}
      {isNew && <Field {...field('phone', 'phone_number')} label={t.sign.phone} hint={t.sign.phoneHint} optional type="tel" autoComplete="tel" />}
      <EntryProblem error={enter.error} />
      <Button type="submit" busy={enter.isPending && t.sign.working}>
        {actionLabel(entry, go)}
      </Button>
      {!isNew && <ForgottenPassword email={account.email} checkEmail={checkEmail} />}
    </form>
  );
}

function actionLabel(entry: Entry, go: boolean): string {
  if (entry === 'guest') return t.sign.guestAndGo;
  if (entry === 'register') return go ? t.sign.registerAndGo : t.sign.register;
  return go ? t.sign.signInAndGo : t.sign.signIn;
}

function send(slug: string, { email: typed, password, name, phone }: Account, entry: Entry, secondFactorCode: string) {
  const berth = berthOf(slug);
  const email = typed.trim();
  const about = { email, displayName: name.trim(), phoneNumber: toE164(phone) };
  if (entry === 'guest') return berth.continueAsGuest(about);
  return entry === 'register' ? berth.register({ ...about, password }) : berth.signIn({ email, password, secondFactorCode });
}

function EntryProblem({ error }: { readonly error: unknown }) {
  if (!error) return null;
  const { code, violations } = berthError(error);
  if (code === 'UNAUTHENTICATED') return <Notice tone="bad" title={t.sign.wrong}>{t.sign.wrongHint}</Notice>;
  if (code === 'ALREADY_EXISTS') return <Notice tone="bad" title={t.sign.exists}>{t.sign.existsHint}</Notice>;
  return violations.length > 0 ? null : <ProblemNotice error={error} />;
}
