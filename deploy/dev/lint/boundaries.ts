/** Which part of the code may know which: the table below is the law, an oxlint rule enforces it. */
import { dirname, join, relative } from 'node:path';

/** What a boundary judges: a file and one thing it imports, both from the repository's root; packages by their name. */
export interface Import {
  readonly file: string;
  /** `services/booking/domain/hold.ts`, or a specifier such as `pg` or `node:fs`. */
  readonly target: string;
}

interface Boundary {
  readonly message: string;
  readonly breaks: (imported: Import) => boolean;
}

const serviceOf = (path: string): string | undefined => path.match(/^services\/([^/]+)\//)?.[1];
const isTest = (file: string): boolean => /\.spec\.tsx?$|(^|\/)(test|testing)\/|\/test-[^/]+\.ts$/.test(file);

/** Calendars, phone numbers and hashes: as pure as domain/ itself. */
const PURE_PACKAGES = new Set(['temporal-polyfill', 'rrule-temporal', 'libphonenumber-js', 'node:crypto']);

export const BOUNDARIES: readonly Boundary[] = [
  {
    message: 'Services reach each other through generated clients and events only.',
    breaks: ({ file, target }) => {
      const [from, to] = [serviceOf(file), serviceOf(target)];
      return from !== undefined && from !== 'runtime' && to !== undefined && to !== 'runtime' && to !== from;
    },
  },
  {
    message: 'The runtime knows no service.',
    breaks: ({ file, target }) => serviceOf(file) === 'runtime' && ![undefined, 'runtime'].includes(serviceOf(target)),
  },
  {
    message: 'The gateway and the page reach services through generated clients only.',
    breaks: ({ file, target }) => /^(gateway|web)\//.test(file) && ![undefined, 'runtime'].includes(serviceOf(target)),
  },
  {
    message: 'Only db/ and queries/ see MikroORM.',
    breaks: ({ file, target }) => target.startsWith('@mikro-orm/') && !/^services\/[^/]+\/(db|queries)\//.test(file),
  },
  {
    message: 'Only the payment service sees Stripe.',
    breaks: ({ file, target }) =>
      /^stripe(\/|$)/.test(target) && /^(services|gateway|web)\//.test(file) && !file.startsWith('services/payment/'),
  },
  {
    message: 'domain/ is pure: it imports domain/ and the runtime\'s money, ids and errors.',
    breaks: ({ file, target }) => {
      const [, domain] = file.match(/^(services\/[^/]+\/domain\/)/) ?? [];
      if (domain === undefined || isTest(file)) return false;
      return !target.startsWith(domain) && !PURE_PACKAGES.has(target) && !/^services\/runtime\/(money|ids|errors)\.ts$/.test(target);
    },
  },
  {
    message: 'Nothing that ships knows deploy/ or a sandbox.',
    breaks: ({ file, target }) => target.startsWith('deploy/') && /^(services|gateway|web|proto)\//.test(file) && !isTest(file),
  },
];

/** The messages of the boundaries that an import breaks. */
export function broken(imported: Import): string[] {
  return BOUNDARIES.filter(({ breaks }) => breaks(imported)).map(({ message }) => message);
}

/** From the repository's root: relative paths and the aliases of package.json are resolved, packages stay as they are. */
export function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('#runtime/')) return `services/runtime/${specifier.slice('#runtime/'.length)}`;
  if (specifier.startsWith('#proto/')) return `proto/gen/${specifier.slice('#proto/'.length)}`;
  return specifier.startsWith('.') ? join(dirname(file), specifier) : specifier;
}

interface Literal {
  readonly source: { readonly value?: unknown } | null;
}

interface RuleContext {
  readonly cwd: string;
  readonly filename: string;
  report(problem: { readonly message: string; readonly node: object }): void;
}

const rule = {
  create(context: RuleContext) {
    const file = relative(context.cwd, context.filename);
    const check = (node: Literal): void => {
      if (typeof node.source?.value !== 'string') return;
      for (const message of broken({ file, target: targetOf(file, node.source.value) })) context.report({ message, node });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check };
  },
};

// oxlint takes a plugin as its module's default export.
export default { meta: { name: 'berth' }, rules: { boundaries: rule } };
