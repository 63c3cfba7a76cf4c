/** A labelled field whose hint and error are read out with it. */
import { type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useId } from 'react';
import { t } from '../strings.ts';
import { Icon } from './icon.tsx';

interface Labelling {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly optional?: boolean;
}

type FieldProps = Labelling & InputHTMLAttributes<HTMLInputElement>;

export function Field({ label, hint, error, optional, className = '', ...input }: FieldProps) {
  return (
    <Labelled {...{ label, hint, error, optional }}>
      {(ids) => <input {...input} {...ids} className={`control ${className}`} />}
    </Labelled>
  );
}

type AreaProps = Labelling & TextareaHTMLAttributes<HTMLTextAreaElement>;

export function TextArea({ label, hint, error, optional, className = '', ...area }: AreaProps) {
  return (
    <Labelled {...{ label, hint, error, optional }}>
      {(ids) => <textarea {...area} {...ids} className={`control ${className}`} />}
    </Labelled>
  );
}

interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
}

interface LabelledProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly optional?: boolean | undefined;
  readonly children: (ids: FieldIds) => ReactNode;
}

function Labelled({ label, hint, error, optional = false, children }: LabelledProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
        {optional && <span className="font-normal text-quiet"> ({t.app.optional})</span>}
      </label>
      {children({ id, ...(described !== '' && { 'aria-describedby': described }), ...(error !== undefined && { 'aria-invalid': true }) })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-sm text-quiet">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="flex items-center gap-1.5 text-sm text-bad">
          <Icon name="alert" className="size-4" />
          {error}
        </p>
      )}
    </div>
  );
}
