/** Asks for the code of an authenticator app. */
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { t } from '../../strings.ts';

interface SecondFactorFormProps {
  readonly wrong: boolean;
  readonly busy: boolean;
  readonly onCode: (code: string) => void;
}

export function SecondFactorForm({ wrong, busy, onCode }: SecondFactorFormProps) {
  const [code, setCode] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!busy && code.trim() !== '') onCode(code.trim());
  };
  return (
    <form noValidate onSubmit={submit} className="grid gap-4">
      <Field
        name="code"
        label={t.social.code}
        hint={t.social.codeHint}
        error={wrong ? t.social.codeWrong : undefined}
        autoComplete="one-time-code"
        maxLength={40}
        required
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <Button type="submit" busy={busy && t.sign.working}>
        {t.sign.signIn}
      </Button>
    </form>
  );
}
