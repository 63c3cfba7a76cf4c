/**
 * The look of the card form and the challenge; colours follow the page's `color-scheme`, or the appearance the page
 * asked for.
 */

const BASE = `
:host {
  all: initial;
  display: block;
  color-scheme: inherit;
  font: 16px/1.45 var(--sx-font, system-ui, sans-serif);
  --primary: var(--sx-primary, light-dark(#4f46e5, #a5a0ff));
  --surface: var(--sx-background, light-dark(#fff, #171a21));
  --ink: var(--sx-text, light-dark(#1a1f36, #e8eaf0));
  --quiet: light-dark(#5b6478, #a3acbf);
  --line: light-dark(#8a93a6, #6b7488);
  --danger: var(--sx-danger, light-dark(#b3261e, #ff9d94));
  --radius: var(--sx-radius, 8px);
  color: var(--ink);
}
* { box-sizing: border-box; font: inherit; }
button { cursor: pointer; }
:focus-visible {
  outline: 3px solid color-mix(in srgb, var(--primary) 55%, transparent);
  outline-offset: 1px;
}
`;

export const FORM_CSS = `${BASE}
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 14px 12px; }
.field { display: grid; gap: 5px; align-content: start; min-width: 0; }
.field.number { grid-column: 1 / -1; }
label { font-size: 14px; font-weight: 500; }
.box { position: relative; }
input {
  width: 100%;
  padding: 11px 12px;
  font-size: 16px;
  font-variant-numeric: tabular-nums;
  color: var(--ink);
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: var(--radius);
}
input::placeholder { color: var(--quiet); opacity: 1; }
input:focus-visible { border-color: var(--primary); }
input[aria-invalid="true"] { border-color: var(--danger); color: var(--danger); }
.brand {
  position: absolute;
  inset: 0 12px 0 auto;
  display: grid;
  place-items: center;
  font-size: 12px;
  font-weight: 700;
  letter-spacing: .04em;
  text-transform: uppercase;
  color: var(--quiet);
  pointer-events: none;
}
.error { margin: 0; font-size: 13px; color: var(--danger); }
.error:empty { display: none; }
fieldset { margin: 18px 0 0; padding: 0; border: 0; min-width: 0; }
legend { padding: 0; margin-bottom: 8px; font-size: 13px; color: var(--quiet); }
.hints { display: flex; flex-wrap: wrap; gap: 8px; }
.hints button {
  display: inline-flex;
  gap: 7px;
  align-items: baseline;
  padding: 6px 11px;
  font-size: 13px;
  color: var(--ink);
  background: var(--surface);
  border: 1px solid color-mix(in srgb, var(--line) 55%, transparent);
  border-radius: 999px;
}
.hints button:hover { border-color: var(--primary); }
.hints small { font-size: 12px; color: var(--quiet); font-variant-numeric: tabular-nums; }
`;

export const DIALOG_CSS = `${BASE}
dialog {
  width: min(25rem, calc(100vw - 2rem));
  padding: 26px;
  color: var(--ink);
  background: var(--surface);
  border: 1px solid color-mix(in srgb, var(--line) 40%, transparent);
  border-radius: 14px;
  box-shadow: 0 20px 60px #0006;
}
dialog::backdrop { background: #0b0e1599; backdrop-filter: blur(2px); }
h2 { margin: 0 0 6px; font-size: 19px; font-weight: 650; }
p { margin: 0; color: var(--quiet); }
p strong { color: var(--ink); font-weight: 650; }
.actions { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; margin-top: 22px; }
.actions button {
  padding: 11px;
  font-weight: 600;
  color: var(--ink);
  background: none;
  border: 1px solid var(--line);
  border-radius: var(--radius);
}
.actions .primary {
  color: light-dark(#fff, #171a21);
  background: var(--primary);
  border-color: var(--primary);
}
`;
