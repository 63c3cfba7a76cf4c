/** A package of a lock file. */
interface LockedPackage {
  readonly hasInstallScript?: boolean;
}

/** Those whose scripts are run. */
export function scriptsToRun(packages: Readonly<Record<string, LockedPackage>>): string[];

/** Those that nobody has decided about. */
export function undecided(packages: Readonly<Record<string, LockedPackage>>): string[];
