/** Proves an e-mail address by the link that was mailed to it: at a press, so that no program that only looks at links does it. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { berthOf } from '../../berth/clients.ts';
import { Button } from '../../components/button.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';
import { BadLink, LinkProblem, MailedLinkPage } from './mailed-link-page.tsx';
import { takeToken } from './mailed-token.ts';

export function VerifyEmailPage() {
  const { slug } = useShop();
  const [token] = useState(() => takeToken(location, history));
  const verify = useMutation({ mutationFn: () => berthOf(slug).accounts.verifyEmail({ token }) });
  return (
    <MailedLinkPage title={t.account.verify} done={verify.isSuccess ? { title: t.account.verified, text: t.account.verifiedHint } : undefined}>
      <p>{t.account.verifyHint}</p>
      {token === '' ? <BadLink /> : <LinkProblem error={verify.error} />}
      {token !== '' && (
        <Button busy={verify.isPending && t.sign.working} onClick={() => verify.mutate()}>
          {t.account.verifyAction}
        </Button>
      )}
    </MailedLinkPage>
  );
}
