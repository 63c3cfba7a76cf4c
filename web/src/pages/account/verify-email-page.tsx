/** Proves the e-mail address of an account by the link that was mailed to it: to who is signed in to it, and at a press, so that no program that only looks at links does it. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { berthOf } from '../../berth/clients.ts';
import { Button } from '../../components/button.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';
import { SignInPanel } from '../sign-in/sign-in-panel.tsx';
import { BadLink, LinkProblem, MailedLinkPage } from './mailed-link-page.tsx';
import { takeToken } from './mailed-token.ts';

export function VerifyEmailPage() {
  const { slug, userId } = useShop();
  const [token] = useState(() => takeToken(location, history));
  const verify = useMutation({ mutationFn: () => berthOf(slug).accounts.verifyEmail({ token }) });
  return (
    <MailedLinkPage title={t.account.verify} done={verify.isSuccess ? { title: t.account.verified, text: t.account.verifiedHint } : undefined}>
      <p>{t.account.verifyHint}</p>
      {token === '' ? <BadLink /> : <LinkProblem error={verify.error} />}
      {/* Who goes to a provider and back would come without the link. */}
      {token !== '' && userId === undefined && <SignInPanel title={t.sign.titlePlain} why={t.account.verifyWhy} providers={false} />}
      {token !== '' && userId !== undefined && (
        <Button busy={verify.isPending && t.sign.working} onClick={() => verify.mutate()}>
          {t.account.verifyAction}
        </Button>
      )}
    </MailedLinkPage>
  );
}
