/** Accepts an invitation to the team of the business: as who has the address that it was mailed to, with the account they have or make here. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { berthOf } from '../../berth/clients.ts';
import { Button } from '../../components/button.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';
import { SignInPanel } from '../sign-in/sign-in-panel.tsx';
import { BadLink, LinkProblem, MailedLinkPage } from './mailed-link-page.tsx';
import { takeToken } from './mailed-token.ts';

export function AcceptInvitationPage() {
  const { slug, userId } = useShop();
  const [token] = useState(() => takeToken(location, history));
  const accept = useMutation({ mutationFn: () => berthOf(slug).invitations.acceptInvitation({ token }) });
  return (
    <MailedLinkPage title={t.account.invited} done={accept.isSuccess ? { title: t.account.joined, text: t.account.joinedHint } : undefined}>
      <p>{t.account.invitedHint}</p>
      {token === '' ? <BadLink /> : <LinkProblem error={accept.error} />}
      {/* Who goes to a provider and back would come without the link. */}
      {token !== '' && userId === undefined && <SignInPanel title={t.sign.titlePlain} why={t.account.invitedWhy} providers={false} />}
      {token !== '' && userId !== undefined && (
        <Button busy={accept.isPending && t.sign.working} onClick={() => accept.mutate()}>
          {t.account.acceptAction}
        </Button>
      )}
    </MailedLinkPage>
  );
}
