/** Buttons of at least 44 pixels; a busy one keeps its size and its place in the tab order, and cannot be pressed twice. */
import type { ButtonHTMLAttributes } from 'react';

type Variant = 'primary' | 'secondary' | 'quiet' | 'danger';

const BASE =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded-control border py-2 text-center font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-60 aria-disabled:cursor-progress';

const LOOK: Readonly<Record<Variant, string>> = {
  primary: 'border-transparent px-4 bg-accent text-on-accent hover:bg-[color-mix(in_oklab,var(--color-accent)_88%,var(--color-ink))]',
  secondary: 'border-edge px-4 bg-surface text-ink hover:bg-raised',
  quiet: 'border-transparent px-2 sm:px-3 text-accent hover:bg-tint',
  danger: 'border-bad px-4 bg-surface text-bad hover:bg-bad-tint',
};

/** The same look for links. */
export const buttonClass = (variant: Variant = 'primary', more = ''): string => `${BASE} ${LOOK[variant]} ${more}`;

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly variant?: Variant;
  /** Shown instead of the children while something is under way. */
  readonly busy?: string | false;
}

export function Button({ variant = 'primary', busy = false, className = '', type = 'button', onClick, children, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass(variant, className)}
      aria-disabled={busy !== false || undefined}
      onClick={(event) => (busy === false ? onClick?.(event) : event.preventDefault())}
    >
      {busy === false ? children : <Busy label={busy} />}
    </button>
  );
}

function Busy({ label }: { readonly label: string }) {
  return (
    <>
      <span aria-hidden className="size-4 animate-spin rounded-full border-2 border-current border-r-transparent" />
      {label}
    </>
  );
}
