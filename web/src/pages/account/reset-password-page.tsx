/** Sets a new password by a mailed link. */
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { berthOf } from '../../berth/clients.ts';
import { violationOf } from '../../berth/problem.ts';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';
import { passwordError } from '../sign-in/account.ts';
import { BadLink, LinkProblem, MailedLinkPage } from './mailed-link-page.tsx';
import { takeToken } from './mailed-token.ts';

export function ResetPasswordPage() {
  const { slug } = useShop();
  const [token] = useState(() => takeToken(location, history));
  const [password, setPassword] = useState('');
  const [mistake, setMistake] = useState<string>();
  const reset = useMutation({ mutationFn: () => berthOf(slug).accounts.resetPassword({ token, newPassword: password }) });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = passwordError(password);
    setMistake(found);
    if (found === undefined && !reset.isPending) reset.mutate();
  };
  return (
    <MailedLinkPage title={t.account.reset} done={reset.isSuccess ? { title: t.account.resetDone, text: t.account.resetDoneHint } : undefined}>
      {token === '' ? (
        <BadLink />
      ) : (
        <form noValidate onSubmit={submit} className="grid gap-4">
          <Field
            name="new-password"
            label={t.account.newPassword}
            hint={t.sign.passwordHint}
            error={mistake ?? violationOf(reset.error, 'new_password')}
            type="password"
            autoComplete="new-password"
            maxLength={256}
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <LinkProblem error={reset.error} />
          <Button type="submit" busy={reset.isPending && t.sign.working}>
            {t.account.resetAction}
          </Button>
        </form>
      )}
    </MailedLinkPage>
  );
}
