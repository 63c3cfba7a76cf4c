/** A number that is changed one by one, from 1 on. */

interface StepperProps {
  readonly value: number;
  readonly most: number;
  /** Names of the two buttons. */
  readonly fewer: string;
  readonly more: string;
  readonly onChange: (value: number) => void;
}

export const Stepper = ({ value, most, fewer, more, onChange }: StepperProps) => (
  <span className="flex items-center gap-1">
    <Step label={fewer} sign="−" disabled={value <= 1} onClick={() => onChange(value - 1)} />
    <output aria-live="polite" className="w-8 text-center text-lg font-semibold tabular-nums">
      {value}
    </output>
    <Step label={more} sign="+" disabled={value >= most} onClick={() => onChange(value + 1)} />
  </span>
);

interface StepProps {
  readonly label: string;
  readonly sign: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
}

/** `aria-disabled`: a button at its limit keeps the focus. */
const Step = ({ label, sign, disabled, onClick }: StepProps) => (
  <button
    type="button"
    aria-label={label}
    aria-disabled={disabled || undefined}
    onClick={() => !disabled && onClick()}
    className="grid size-11 place-items-center rounded-control border border-edge text-xl hover:bg-raised aria-disabled:cursor-not-allowed aria-disabled:opacity-50"
  >
    {sign}
  </button>
);
