/** Asks for a link that sets a new password; what is answered is the same for every address. */
import { useMutation } from '@tanstack/react-query';
import { berthOf } from '../../berth/clients.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';

interface ForgottenPasswordProps {
  readonly email: string;
  /** Gives whether the address can be one; shows the mistake when it cannot. */
  readonly checkEmail: () => boolean;
}

export function ForgottenPassword({ email, checkEmail }: ForgottenPasswordProps) {
  const { slug } = useShop();
  const ask = useMutation({ mutationFn: () => berthOf(slug).accounts.requestPasswordReset({ email: email.trim() }) });
  return (
    <>
      {ask.isError && <ProblemNotice error={ask.error} />}
      {ask.isSuccess && (
        <div role="status">
          <Notice tone="good" title={t.sign.mailed}>
            {t.sign.mailedHint}
          </Notice>
        </div>
      )}
      <Button variant="quiet" busy={ask.isPending && t.sign.working} onClick={() => checkEmail() && ask.mutate()}>
        {t.sign.forgotten}
      </Button>
    </>
  );
}
