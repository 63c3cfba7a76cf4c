/**
 * Finds the route of a path: literal segments match themselves, `:name` matches one segment and is handed over decoded.
 */

export interface Match<T> {
  readonly target: T;
  readonly params: Readonly<Record<string, string>>;
}

export type Router<T> = (method: string, path: string) => Match<T> | undefined;

/** Keys are written like `POST /v1/refunds/:id`; the first match wins. */
export function router<T>(routes: Readonly<Record<string, T>>): Router<T> {
  const table = Object.entries(routes).map(([key, target]) => {
    const [method = '', pattern = ''] = key.split(' ');
    return { method, segments: pattern.split('/'), target };
  });
  return (method, path) => {
    const actual = path.split('/');
    for (const route of table) {
      const params = route.method === method ? matchSegments(route.segments, actual) : undefined;
      if (params !== undefined) return { target: route.target, params };
    }
    return undefined;
  };
}

function matchSegments(expected: readonly string[], actual: readonly string[]): Record<string, string> | undefined {
  if (expected.length !== actual.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const value = actual[index] ?? '';
    if (!segment.startsWith(':')) {
      if (segment !== value) return undefined;
    } else {
      const decoded = decode(value);
      if (decoded === undefined || decoded === '') return undefined;
      params[segment.slice(1)] = decoded;
    }
  }
  return params;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // malformed percent-encoding names no resource
  }
}
