import type { ReadStep } from '../conf/load-files.ts'

/** What the options of a command say about where to read. */
export interface PathOptions {
  /** `-C`: the rules, a directory or a file. */
  readonly configPath?: string | undefined
  /** `--siteconfigpath`: the site's own files. */
  readonly siteConfigPath?: string | undefined
  /** `-p`: the user's preferences. */
  readonly prefsFile?: string | undefined
  /** Whether preferences of the calling user are read at all (the command line does, the daemon does not). */
  readonly userPrefs: boolean
  readonly home: string | undefined
  /** The repository's or package's `rules.d`, without a slash at its end. */
  readonly ownRulesDirectory: string
}

/** What the choice needs to know of the disk. */
export interface PathProbe {
  kind(path: string): 'absent' | 'inaccessible' | 'directory' | 'file'
  names(directory: string): readonly string[]
}

/** A path that won, and those before it that did not. */
export interface PathChoice {
  readonly path: string | undefined
  /** Why this one, in words for a person. */
  readonly why: string
  readonly passedOver: readonly { readonly path: string; readonly why: string }[]
}

export interface ConfigurationPaths {
  readonly rules: PathChoice
  readonly site: PathChoice
  /** Where one's own files are dropped; read last. */
  readonly custom: PathChoice
  readonly userPrefs: PathChoice
}

interface Candidate {
  readonly path: string
  readonly why: string
  /** Only when it holds such a file; without it, being there is enough. */
  readonly holds?: RegExp
}

const VERSION_DIRECTORY = /^4\.\d{6}$/
const THIS_VERSION = '4.000001'
const CF = /\.cf$/i
const STATE_DIRECTORY = '/var/lib/spamassassin'

const SITE_DIRECTORIES = [
  '/etc/spamassassin',
  '/etc/mail/spamassassin',
  '/usr/etc/mail/spamassassin',
  '/usr/etc/spamassassin',
  '/usr/local/etc/spamassassin',
  '/usr/pkg/etc/spamassassin',
]

/** Decides what is read. Explicit options win; otherwise the first place that has something. */
export function configurationPaths(options: PathOptions, probe: PathProbe): ConfigurationPaths {
  return {
    rules: options.configPath
      ? given(options.configPath, '-C')
      : firstOf(ruleCandidates(options, probe), probe, 'no rules were found'),
    site: options.siteConfigPath
      ? given(options.siteConfigPath, '--siteconfigpath')
      : firstOf(siteCandidates(), probe, 'no directory of site configuration was found'),
    custom: firstOf(customCandidates(options), probe, 'no directory for own rules was found'),
    userPrefs: userPrefs(options),
  }
}

/**
 * What to read, in SpamAssassin's order: *.pre files before all *.cf files, the rules before the site's own, then the
 * files dropped beside us, then the user's preferences. Lines given as options come after all of these.
 */
export function readSteps(paths: ConfigurationPaths): ReadStep[] {
  const steps: readonly [PathChoice, ReadStep['kind']][] = [
    [paths.site, 'pre'],
    [paths.rules, 'pre'],
    [paths.custom, 'pre'],
    [paths.rules, 'cf'],
    [paths.site, 'cf'],
    [paths.custom, 'cf'],
    [paths.userPrefs, 'cf'],
  ]
  return steps.flatMap(([choice, kind]) => (choice.path === undefined ? [] : [{ path: choice.path, kind }]))
}

function ruleCandidates(options: PathOptions, probe: PathProbe): Candidate[] {
  const updates = probe
    .names(STATE_DIRECTORY)
    .filter((name) => VERSION_DIRECTORY.test(name) && name !== THIS_VERSION)
    .sort()
    .reverse()
  return [
    { path: '/var/lib/assay/rules', why: "Assay's own updates", holds: CF },
    { path: `${STATE_DIRECTORY}/${THIS_VERSION}`, why: 'updates by sa-update', holds: CF },
    ...updates.map((name) => ({ path: `${STATE_DIRECTORY}/${name}`, why: 'updates by another sa-update', holds: CF })),
    { path: '/usr/share/spamassassin', why: 'rules of the installed SpamAssassin', holds: CF },
    { path: '/usr/local/share/spamassassin', why: 'rules of the installed SpamAssassin', holds: CF },
    { path: `${options.ownRulesDirectory}/base`, why: "Assay's own defaults, for want of SpamAssassin's rules" },
  ]
}

function siteCandidates(): Candidate[] {
  return [
    { path: '/etc/assay', why: "Assay's configuration" },
    ...SITE_DIRECTORIES.map((path) => ({ path, why: "SpamAssassin's configuration" })),
  ]
}

function customCandidates(options: PathOptions): Candidate[] {
  return [
    { path: '/etc/assay/rules.d', why: 'own rules of this machine' },
    { path: options.ownRulesDirectory, why: 'own rules beside Assay' },
  ]
}

function userPrefs(options: PathOptions): PathChoice {
  if (options.prefsFile) return given(options.prefsFile, '-p')
  if (!options.userPrefs) return { path: undefined, why: 'read for each user when needed', passedOver: [] }
  if (!options.home) return { path: undefined, why: 'no home directory', passedOver: [] }
  return { path: `${options.home}/.spamassassin/user_prefs`, why: 'preferences of the calling user', passedOver: [] }
}

function given(path: string, option: string): PathChoice {
  return { path, why: `given by ${option}`, passedOver: [] }
}

function firstOf(candidates: readonly Candidate[], probe: PathProbe, otherwise: string): PathChoice {
  const passedOver: { path: string; why: string }[] = []
  for (const { path, why, holds } of candidates) {
    const obstacle = obstacleTo(path, holds, probe)
    if (obstacle === undefined) return { path, why, passedOver }
    passedOver.push({ path, why: obstacle })
  }
  return { path: undefined, why: otherwise, passedOver }
}

function obstacleTo(path: string, holds: RegExp | undefined, probe: PathProbe): string | undefined {
  const kind = probe.kind(path)
  if (kind === 'absent') return 'not there'
  if (kind === 'inaccessible') return 'not accessible'
  if (holds && !probe.names(path).some((name) => holds.test(name))) return 'holds no *.cf file'
  return undefined
}
