/** Ways to sign in with an account elsewhere: those that this installation is set up for. */
import type { SocialProvider } from '@berth/sdk/browser';
import { useMutation, useQuery } from '@tanstack/react-query';
import { berthOf } from '../../berth/clients.ts';
import { socialProvidersQuery } from '../../berth/queries.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { keepDeparture } from '../../social/departure.ts';
import { providerName } from '../../social/provider-name.ts';
import { t } from '../../strings.ts';

export function SocialButtons() {
  const { slug } = useShop();
  const providers = useQuery(socialProvidersQuery(slug)).data?.filter((provider) => providerName(provider) !== '') ?? [];
  const leave = useMutation({ mutationFn: (provider: SocialProvider) => depart(slug, provider) });
  if (providers.length === 0) return null;
  return (
    <div className="grid gap-2 border-t border-line pt-4">
      <p className="text-sm text-quiet">{t.social.or}</p>
      {providers.map((provider) => (
        <Button key={provider} variant="secondary" busy={(leave.isPending || leave.isSuccess) && leave.variables === provider && t.social.leaving} onClick={() => leave.mutate(provider)}>
          {t.social.with(providerName(provider))}
        </Button>
      ))}
      {leave.isError && <ProblemNotice error={leave.error} />}
    </div>
  );
}

async function depart(slug: string, provider: SocialProvider): Promise<void> {
  const { url, state, browserSecret } = await berthOf(slug).social.beginSocialSignIn({ provider, pageOrigin: location.origin });
  keepDeparture(sessionStorage, state, { slug, browserSecret, returnTo: `${location.pathname}${location.search}` });
  location.assign(url);
}
