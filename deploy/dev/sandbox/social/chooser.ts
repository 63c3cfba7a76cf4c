/** The pages of a provider: who signs in is chosen, no password is asked for. */
import { html, Html } from '../html.ts';
import { fullName, type SandboxPerson } from './people.ts';

export interface Chooser {
  /** `Google`. */
  readonly provider: string;
  readonly people: readonly SandboxPerson[];
  /** Where the choice goes, as `person`. */
  readonly action: string;
  /** What goes along. */
  readonly hidden?: Readonly<Record<string, string>>;
}

export const chooserPage = ({ provider, people, action, hidden = {} }: Chooser): string =>
  page(
    `${provider} sandbox`,
    html`<h1>Sign in with ${provider}</h1><p>This is the sandbox. Choose who you are.</p>
<form method="post" action="${action}">${hiddenFields(hidden)}
${people.map((person) => html`<button name="person" value="${person.id}">${fullName(person)}<small>${person.email ?? 'no e-mail address'}</small></button>`)}
<button name="person" value="" class="quiet">Cancel</button></form>`,
  );

/** Sends fields to another site as soon as it is opened, as `response_mode=form_post` does. */
export const formPostPage = (action: string, fields: Readonly<Record<string, string>>): string =>
  page('One moment', html`<form method="post" action="${action}">${hiddenFields(fields)}<button>Continue</button></form><script>document.forms[0].submit()</script>`);

export const errorPage = (provider: string, message: string): string => page(`${provider} sandbox`, html`<h1>${provider} cannot go on</h1><p>${message}</p>`);

const hiddenFields = (fields: Readonly<Record<string, string>>): Html[] =>
  Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);

const page = (title: string, main: Html): string =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><main>${main}</main></body></html>`.source;

const STYLE = new Html(`
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#eef1f6, #10131a); }
main { width: min(26rem, 100vw - 3rem); box-sizing: border-box; padding: 2rem; border-radius: 12px; background: light-dark(#fff, #1b202b); }
h1 { margin: 0; font-size: 1.25rem; }
form { display: grid; gap: .5rem; }
button { padding: .75rem 1rem; font: inherit; text-align: left; border: 1px solid light-dark(#c8cedb, #3a4152); border-radius: 8px; background: none; color: inherit; cursor: pointer; }
button small { display: block; opacity: .75; }
.quiet { border-color: transparent; }`);
