/** A browser without a screen: keeps cookies, follows redirects, fills in forms, until it is sent back to the page that it came from. */

/** What it was sent back with, by redirect or by a form. */
export interface SentBack {
  readonly method: 'GET' | 'POST';
  readonly address: string;
  readonly fields: URLSearchParams;
}

export interface FetchBrowser {
  /** Goes to a provider and says there who it is; an empty `person` cancels. */
  signIn(url: string, person: string): Promise<SentBack>;
}

const MOST_STEPS = 12;

/** `home` is the origin of the page. */
export function fetchBrowser(home: string): FetchBrowser {
  const cookies = new Map<string, Map<string, string>>();

  async function request(url: URL, form?: URLSearchParams): Promise<Response> {
    const jar = cookies.get(url.origin) ?? new Map<string, string>();
    cookies.set(url.origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie, accept: 'text/html' }, ...(form && { method: 'POST', body: form }) });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      jar.set(name, value);
    }
    return response;
  }

  return {
    async signIn(start, person) {
      let url = new URL(start);
      let form: URLSearchParams | undefined;
      for (let step = 0; step < MOST_STEPS; step += 1) {
        if (url.origin === home) return { method: form ? 'POST' : 'GET', address: `${url.origin}${url.pathname}`, fields: form ?? url.searchParams };
        const response = await request(url, form);
        const location = response.headers.get('location');
        const html = await response.text();
        if (location === null && !html.includes('<form')) throw new Error(`${url.pathname} ended with ${response.status}: ${textOf(html)}`);
        form = location === null ? formIn(html, person) : undefined;
        url = new URL(location ?? /action="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '', url);
      }
      throw new Error('the provider sends in circles');
    },
  };
}

function formIn(html: string, person: string): URLSearchParams {
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(([, name = '', value = '']): [string, string] => [name, unescape(value)]);
  return new URLSearchParams(html.includes('name="person"') ? [...fields, ['person', person]] : fields);
}

const unescape = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const textOf = (html: string): string => html.replaceAll(/<style>[^]*<\/style>|<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ').trim();
