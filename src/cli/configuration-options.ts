import type { InferredOptionTypes, Options } from 'yargs'
import type { SiteOptions } from '../scan/site.ts'

/** The options by which every command finds its configuration, in SpamAssassin's spelling. */
export const configurationOptions = {
  configpath: {
    alias: ['C', 'config-file'],
    type: 'string',
    requiresArg: true,
    describe: 'Directory or file of the rules, in place of the ones found by themselves',
  },
  siteconfigpath: {
    type: 'string',
    requiresArg: true,
    describe: 'Directory or file of the site configuration, in place of /etc/assay or /etc/spamassassin',
  },
  cf: {
    type: 'string',
    array: true,
    nargs: 1,
    default: [] as string[],
    describe: "One more line of configuration, after all files; may be given often (--cf 'include FILE')",
  },
  pre: {
    type: 'string',
    array: true,
    nargs: 1,
    default: [] as string[],
    describe: 'One more line of configuration, before all files; may be given often',
  },
  local: {
    alias: ['L', 'local-only'],
    type: 'boolean',
    default: false,
    describe: 'No network tests',
  },
} as const satisfies Record<string, Options>

/** The option that names a user's preferences, for commands that act for one user. */
export const preferencesOption = {
  prefspath: {
    alias: ['p', 'prefs-file'],
    type: 'string',
    requiresArg: true,
    describe: 'File of user preferences, in place of ~/.spamassassin/user_prefs',
  },
} as const satisfies Record<string, Options>

type Given = InferredOptionTypes<typeof configurationOptions> & { readonly prefspath?: string | undefined }

/** What the options mean. `preferences` is false for commands that act for nobody in particular. */
export function siteOptionsOf(given: Given, preferences: boolean): SiteOptions {
  return {
    configPath: given.configpath,
    siteConfigPath: given.siteconfigpath,
    cf: given.cf,
    pre: given.pre,
    localOnly: given.local,
    preferencesPath: given.prefspath,
    userPreferences: preferences,
  }
}
