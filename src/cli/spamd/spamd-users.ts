import { existsSync, statSync } from 'node:fs'
import type { Keeper } from '../../daemon/keeper/keeper.ts'
import { readPreferences } from '../../daemon/keeper/keeper.ts'
import type { DaemonLog } from '../../daemon/log.ts'
import { rememberedAccounts } from '../../daemon/users/accounts.ts'
import { preferencesDatabase } from '../../daemon/users/preferences-database.ts'
import { type RequestUser, UserSettings } from '../../daemon/users/user-settings.ts'
import { vpopmailDirectory } from '../../daemon/users/vpopmail.ts'
import type { Account } from '../../net/account.ts'
import type { SiteFacts } from '../../scan/site-facts.ts'
import { preferencesTemplate } from '../user-preferences.ts'
import type { SpamdOptions } from './spamd-options.ts'

/** How a spamd with these options finds the settings of a request's user. */
export function usersOf(options: SpamdOptions, log: DaemonLog, site: () => SiteFacts | undefined) {
  const becomesUser =
    options.username === undefined &&
    process.geteuid?.() === 0 &&
    !options.vpopmail &&
    options.virtualConfigDir === undefined &&
    (!options.sqlConfig || options.setuidWithSql) &&
    (!options.ldapConfig || options.setuidWithLdap)
  log.dbg?.(`will perform setuids? ${becomesUser ? 1 : 0}`)
  const findAccount = rememberedAccounts()
  const template = options.createPrefs ? preferencesTemplate() : undefined

  return (keeper: Keeper): ((name: string | undefined) => Promise<RequestUser>) => {
    const readFile = async (file: string, owner: Account | undefined, mayCreate: boolean) => {
      const read = await readPreferences(keeper, { file, owner, template: mayCreate ? template : undefined })
      if (read.made) log.info(`creating default_prefs: ${file}`)
      if (read.made === 'failed') log.info(`failed to create readable default_prefs: ${file}`)
      return read.text
    }
    const settings = new UserSettings(
      {
        userConfig: options.userConfig,
        username: options.username,
        defaultUser: options.defaultUser,
        paranoid: options.paranoid,
        vpopmail: options.vpopmail,
        virtualConfigDir: options.virtualConfigDir,
        sql: options.setuidWithSql ? 'become' : options.sqlConfig ? 'read' : undefined,
        becomesUser,
      },
      {
        log,
        findAccount,
        // Without users to become, files are read with the rights this process has.
        readFile: (file, owner, mayCreate) => readFile(file, becomesUser ? owner : undefined, mayCreate),
        isFile: (file) => existsSync(file) && statSync(file).isFile(),
        readDatabase: preferencesDatabase(() => site()?.userScores, log),
        vpopmailDirectory,
        uid: process.geteuid?.() ?? 0,
      },
    )
    return (name) => settings.of(name)
  }
}
