/** The last step of signing in with a provider: what it answered is checked, and whatever is missing is asked for right here. */
import { berthError } from '@berth/sdk/browser';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { berthOf } from '../../berth/clients.ts';
import { buttonClass } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { forgetJourney, journeyOf, type Journey } from '../../social/departure.ts';
import { providerName } from '../../social/provider-name.ts';
import { t } from '../../strings.ts';
import { SecondFactorForm } from '../sign-in/second-factor-form.tsx';
import { SignInPanel } from '../sign-in/sign-in-panel.tsx';

const route = getRouteApi('/t/$slug/finish-sign-in');

export function FinishPage() {
  const { tenant } = useShop();
  const { state } = route.useSearch();
  const journey = journeyOf(sessionStorage, state);
  return (
    <div className="mx-auto grid max-w-md gap-6">
      <PageHeading business={tenant.name}>{t.social.title}</PageHeading>
      {journey ? <Finish journey={journey} /> : <Notice tone="bad" title={t.social.lost}>{t.social.lostHint}</Notice>}
    </div>
  );
}

function Finish({ journey }: { readonly journey: Journey }) {
  const { slug, returnTo, browserSecret, back } = journey;
  const router = useRouter();
  const name = providerName(back.provider);
  const arrive = (): void => {
    forgetJourney(sessionStorage, back.state);
    router.history.replace(returnTo);
  };
  const answer = { ...back, browserSecret };
  const finish = useMutation({
    // A code goes to the provider once; what is asked for afterwards belongs to the same way back.
    mutationFn: (secondFactorCode: string) => berthOf(slug).finishSocialSignIn({ return: { ...answer, ...(secondFactorCode !== '' && { code: '' }) }, secondFactorCode }),
    onSuccess: arrive,
  });
  const link = useMutation({ mutationFn: () => berthOf(slug).social.linkIdentity({ return: { ...answer, code: '' } }), onSuccess: arrive });
  const { mutate } = finish;
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current || back.error !== '') return;
    begun.current = true;
    mutate('');
  }, [mutate, back.error]);

  const again = <a className={buttonClass('secondary')} href={returnTo}>{t.social.again}</a>;
  if (back.error !== '') return <Notice title={t.social.cancelled(name)} action={again}>{t.social.cancelledHint}</Notice>;
  if (link.isError) return <><ProblemNotice error={link.error} />{again}</>;
  const { reason } = finish.isError ? berthError(finish.error) : { reason: '' };
  switch (reason) {
    case 'SOCIAL_LINK_REQUIRED':
      return <SignInPanel title={t.social.link(name)} why={t.social.linkWhy(name)} providers={false} onDone={() => link.mutate()} />;
    case 'SOCIAL_EMAIL_MISSING':
      return <SignInPanel title={t.social.link(name)} why={t.social.emailMissing(name)} providers={false} onDone={() => link.mutate()} />;
    case 'SECOND_FACTOR_REQUIRED':
    case 'WRONG_SECOND_FACTOR':
      return <SecondFactorForm wrong={reason === 'WRONG_SECOND_FACTOR'} busy={finish.isPending} onCode={mutate} />;
    case '':
      return finish.isError ? <><ProblemNotice error={finish.error} />{again}</> : <p role="status">{t.social.working}</p>;
    default:
      return <><ProblemNotice error={finish.error} />{again}</>;
  }
}
