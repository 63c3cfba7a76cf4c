/** The text of a search: what is typed stays, and the address follows a moment after the last key. */
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { Icon } from '../../components/icon.tsx';
import { t } from '../../strings.ts';

const route = getRouteApi('/t/$slug/');
const PAUSE_MS = 250;

export function SearchBox({ q }: { readonly q: string }) {
  const router = useRouter();
  const navigate = route.useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(q);
  const [sent, setSent] = useState(q);
  const [seen, setSeen] = useState(q);
  if (q !== seen) {
    setSeen(q);
    if (q !== sent) {
      // The address changed by other means, such as going back.
      setSent(q);
      setText(q);
    }
  }
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === sent) return undefined;
    const here = router.latestLocation.pathname;
    const timer = setTimeout(() => {
      // Whoever has chosen something meanwhile is on the way to another page.
      if (router.latestLocation.pathname !== here) return;
      setSent(wanted);
      void navigate({ search: (before) => ({ ...before, q: wanted === '' ? undefined : wanted }), replace: true, resetScroll: false });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, sent, router, navigate]);
  const clear = (): void => {
    setText('');
    input.current?.focus();
  };
  return (
    <form role="search" onSubmit={(event) => event.preventDefault()} className="relative">
      <label htmlFor="search" className="sr-only">
        {t.search.label}
      </label>
      <Icon name="search" className="pointer-events-none absolute left-3.5 top-3.5 size-5 text-quiet" />
      <input
        ref={input}
        id="search"
        type="text"
        inputMode="search"
        enterKeyHint="search"
        autoComplete="off"
        maxLength={200}
        placeholder={t.search.placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="control min-h-12 pl-11 pr-12 text-lg"
      />
      {text !== '' && (
        <button type="button" aria-label={t.search.clear} onClick={clear} className="absolute right-1 top-1 grid size-10 place-items-center rounded-control text-quiet hover:bg-raised">
          <Icon name="close" />
        </button>
      )}
    </form>
  );
}
