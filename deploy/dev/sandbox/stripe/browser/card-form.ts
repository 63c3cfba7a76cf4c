/**
 * The card form: labelled fields that format what is typed, say what is wrong when left, and never leave the page by
 * themselves.
 */
import {
  brandOf,
  cvcLength,
  type CardData,
  type CardInput,
  errorsOf,
  type Field,
  groupExpiry,
  groupNumber,
  digitsOf,
  type InputError,
  toCardData,
} from './card-input.ts';
import { create, shadow } from './dom.ts';
import { HINTS, type Hint } from './hints.ts';
import { FORM_CSS } from './styles.ts';

export interface FormState {
  readonly complete: boolean;
  readonly empty: boolean;
}

export interface CardForm {
  readonly host: HTMLElement;
  state(): FormState;
  data(): CardData;
  /** Shows every error, moves to the first field that has one, and returns it. */
  firstError(): InputError | undefined;
  clear(): void;
  focus(): void;
}

interface FieldView {
  readonly field: Field;
  readonly input: HTMLInputElement;
  readonly error: HTMLElement;
  readonly view: HTMLElement;
}

const FORMAT: Readonly<Record<Field, (text: string, number: string) => string>> = {
  number: groupNumber,
  expiry: groupExpiry,
  cvc: (text, number) => digitsOf(text).slice(0, cvcLength(number)),
};

export function createCardForm(onChange: () => void): CardForm {
  const number = fieldView('number', 'Card number', '1234 1234 1234 1234', 'cc-number');
  const expiry = fieldView('expiry', 'Expiration date', 'MM / YY', 'cc-exp');
  const cvc = fieldView('cvc', 'Security code', 'CVC', 'cc-csc');
  const views = [number, expiry, cvc];
  const brand = create('span', { class: 'brand', 'aria-hidden': 'true' });
  number.input.after(brand);
  const host = create('div', {});
  const read = (): CardInput => ({ number: number.input.value, expiry: expiry.input.value, cvc: cvc.input.value });
  const errors = () => errorsOf(read(), new Date());

  function changed(): void {
    brand.textContent = brandOf(number.input.value) === 'card' ? '' : brandOf(number.input.value);
    onChange();
  }

  function fill(values: CardInput): void {
    for (const view of views) {
      view.input.value = values[view.field];
      showError(view, undefined);
    }
    changed();
  }

  for (const view of views) {
    view.input.addEventListener('input', () => {
      reformat(view.input, FORMAT[view.field](view.input.value, number.input.value));
      showError(view, undefined);
      changed();
    });
    view.input.addEventListener('blur', () => {
      if (view.input.value !== '')
        showError(
          view,
          errors().find(({ field }) => field === view.field),
        );
    });
  }
  const fields = create('div', { class: 'fields' }, ...views.map(({ view }) => view));
  shadow(host, FORM_CSS).append(
    fields,
    hintList((hint) => fill(filledIn(hint))),
  );

  return {
    host,
    state: () => ({ complete: errors().length === 0, empty: views.every(({ input }) => input.value === '') }),
    data: () => toCardData(read()),
    firstError() {
      const found = errors();
      for (const view of views)
        showError(
          view,
          found.find(({ field }) => field === view.field),
        );
      views.find(({ field }) => field === found[0]?.field)?.input.focus();
      return found[0];
    },
    clear: () => fill({ number: '', expiry: '', cvc: '' }),
    focus: () => number.input.focus(),
  };
}

function fieldView(field: Field, label: string, placeholder: string, autocomplete: string): FieldView {
  const input = create('input', {
    id: field,
    name: autocomplete,
    placeholder,
    autocomplete,
    type: 'text',
    inputmode: 'numeric',
    spellcheck: 'false',
    'aria-describedby': `${field}-error`,
  });
  const error = create('p', { id: `${field}-error`, class: 'error', role: 'alert' });
  const view = create(
    'div',
    { class: `field ${field}` },
    create('label', { for: field }, label),
    create('div', { class: 'box' }, input),
    error,
  );
  return { field, input, error, view };
}

function showError({ input, error }: FieldView, found: InputError | undefined): void {
  input.setAttribute('aria-invalid', String(found !== undefined));
  error.textContent = found?.message ?? '';
}

/** Keeps the caret behind the digit that was typed, although spaces come and go. */
function reformat(input: HTMLInputElement, formatted: string): void {
  const digitsBefore = digitsOf(input.value.slice(0, input.selectionStart ?? input.value.length)).length;
  const atEnd = (input.selectionStart ?? input.value.length) === input.value.length;
  input.value = formatted;
  if (atEnd) return;
  const caret = [...formatted].findIndex((_, index) => digitsOf(formatted.slice(0, index)).length >= digitsBefore);
  input.setSelectionRange(Math.max(0, caret), Math.max(0, caret));
}

function hintList(onPick: (hint: Hint) => void): HTMLElement {
  const buttons = HINTS.map((hint) => {
    const button = create(
      'button',
      { type: 'button' },
      hint.label,
      ' ',
      create('small', {}, `···· ${hint.number.slice(-4)}`),
    );
    button.addEventListener('click', () => onPick(hint));
    return button;
  });
  return create(
    'fieldset',
    {},
    create('legend', {}, 'Test cards of the sandbox: no money moves'),
    create('div', { class: 'hints' }, ...buttons),
  );
}

function filledIn({ number }: Hint): CardInput {
  const year = String((new Date().getFullYear() + 3) % 100).padStart(2, '0');
  return { number: groupNumber(number), expiry: `12 / ${year}`, cvc: '1234'.slice(0, cvcLength(number)) };
}
