import type { Account } from '../../net/account.ts'
import type { DaemonLog } from '../log.ts'
import { serviceUnavailable } from '../protocol.ts'

/** Lines of preferences, and what messages about them call their origin. */
export interface PreferenceSource {
  readonly file: string
  /** One char a byte. */
  readonly text: string
}

/** As whom, and with what settings, a request is served. */
export interface RequestUser {
  /** The name that the log gives. */
  readonly name: string | undefined
  readonly uid: number
  readonly preferences: readonly PreferenceSource[]
  /** Where this user's own state is kept (`~` of paths); undefined for the site's. */
  readonly directory: string | undefined
}

/** How users are treated; the fields follow spamd's options. */
export interface UserOptions {
  /** Not `-x`: preferences come from the home directory. */
  readonly userConfig: boolean
  readonly username: string | undefined
  readonly defaultUser: string
  readonly paranoid: boolean
  readonly vpopmail: boolean
  readonly virtualConfigDir: string | undefined
  /** Preferences from a database: `-q`, or `-Q`, which becomes the user as well. */
  readonly sql: 'read' | 'become' | undefined
  /** Whether spamd would become the user of each request: started as root, and nobody named by `-u`. */
  readonly becomesUser: boolean
}

/** What the look-up of a user needs of the world. */
export interface UserServices {
  readonly log: DaemonLog
  findAccount(name: string): Account | undefined
  /** A preferences file, with the rights of its owner where there is one; makes it where that was asked for. */
  readFile(file: string, owner: Account | undefined, mayCreate: boolean): Promise<string | undefined>
  isFile(file: string): boolean
  /** Preferences out of the database; throws Error with the reason. */
  readDatabase(user: string): Promise<readonly PreferenceSource[]>
  vpopmailDirectory(user: string, vpopmailHome: string): Promise<string | undefined>
  /** The uid of this process. */
  readonly uid: number
}

/** Ends a connection without an answer, as spamd does where it dies of the request. */
export class NoAnswer extends Error {
  readonly code = 'NO_ANSWER'
}

/** Finds whose settings a request is served with, as spamd does when the User header comes; logs what spamd logs. */
export class UserSettings {
  readonly #options: UserOptions
  readonly #services: UserServices

  constructor(options: UserOptions, services: UserServices) {
    this.#options = options
    this.#services = services
  }

  /** Throws ProtocolError where preferences cannot be had, NoAnswer where a paranoid daemon refuses. */
  async of(name: string | undefined): Promise<RequestUser> {
    const found = name === undefined ? nobody(this.#ownUid()) : await this.#named(name)
    const settled = this.#options.becomesUser && found.uid === 0 ? this.#fallBack(found) : found
    const nameless = name === undefined && this.#options.sql === 'read'
    if (!nameless) return settled
    return { ...settled, name: 'nobody', preferences: await this.#database('nobody') }
  }

  async #named(name: string): Promise<RequestUser> {
    const { userConfig, sql, virtualConfigDir } = this.#options
    if (userConfig) {
      const basic = await this.#basic(name)
      if (sql !== 'read') return basic
      return { ...basic, preferences: [...basic.preferences, ...(await this.#database(name))] }
    }
    if (sql === 'read') {
      return { name, uid: this.#ownUid(), preferences: await this.#database(name), directory: undefined }
    }
    if (virtualConfigDir !== undefined) return this.#virtual(name, virtualConfigDir)
    if (sql === 'become') return this.#becomeWithDatabase(name)
    return this.#basic(name)
  }

  #ownUid(): number {
    const { becomesUser, username } = this.#options
    if (becomesUser) return 0
    const account = username === undefined ? undefined : this.#services.findAccount(username)
    return account?.uid ?? this.#services.uid
  }

  async #basic(name: string): Promise<RequestUser> {
    const { username, becomesUser, userConfig, vpopmail } = this.#options
    const { log, findAccount } = this.#services
    const become = username ?? name
    const account = findAccount(become)
    if (!account) return this.#unknown(name, `handle_user (getpwnam) unable to find user: '${become}'`)
    const uid = becomesUser ? account.uid : this.#ownUid()
    if (becomesUser) log.info(`setuid to ${become} succeeded`)
    if (!userConfig) return { name, uid, preferences: [], directory: undefined }
    const directory =
      name === become
        ? account.home
        : vpopmail
          ? await this.#services.vpopmailDirectory(name, account.home)
          : findAccount(name)?.home
    if (directory === undefined)
      return { ...this.#unknown(name, `handle_user (userdir) unable to find user: '${name}'`), uid }
    const file = `${directory}/.spamassassin/user_prefs`
    const text = await this.#services.readFile(file, becomesUser ? account : undefined, true)
    return { name, uid, preferences: text === undefined ? [] : [{ file, text }], directory }
  }

  #unknown(name: string, message: string): RequestUser {
    if (this.#options.paranoid) throw new NoAnswer(message)
    this.#services.log.info(message)
    return { name, uid: this.#ownUid(), preferences: [], directory: undefined }
  }

  async #virtual(name: string, pattern: string): Promise<RequestUser> {
    const { log, isFile, readFile } = this.#services
    const directory = virtualDirectory(pattern, name, isFile)
    const file = `${directory}/user_prefs`
    log.info(`using default config for ${name}: ${file}`)
    const text = isFile(file) ? await readFile(file, undefined, false) : undefined
    return { name, uid: this.#ownUid(), preferences: text === undefined ? [] : [{ file, text }], directory }
  }

  async #becomeWithDatabase(name: string): Promise<RequestUser> {
    const account = this.#services.findAccount(name)
    if (!account) return this.#unknown(name, `handle_user (sql) unable to find user: ${name}`)
    if (this.#options.becomesUser) this.#services.log.info(`setuid to ${name} succeeded, reading scores from SQL`)
    return { name, uid: account.uid, preferences: await this.#database(name), directory: account.home }
  }

  async #database(name: string): Promise<readonly PreferenceSource[]> {
    try {
      return await this.#services.readDatabase(name)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#services.log.other?.('warn', `config: failed to load user (${name}) scores from SQL database: ${reason}`)
      throw serviceUnavailable('Error fetching user preferences via SQL')
    }
  }

  // Nothing is scanned as root.
  #fallBack(found: RequestUser): RequestUser {
    const { paranoid, defaultUser } = this.#options
    if (paranoid) throw new NoAnswer('in paranoid mode, still running as root: closing connection')
    this.#services.log.warn(
      `still running as root: user not specified with -u, not found, or set to root, falling back to ${defaultUser}`,
    )
    const account = this.#services.findAccount(defaultUser)
    if (!account) throw new NoAnswer(`setuid to ${defaultUser} failed`)
    return { ...found, uid: account.uid, directory: account.home }
  }
}

function nobody(uid: number): RequestUser {
  return { name: undefined, uid, preferences: [], directory: undefined }
}

/**
 * The directory that a pattern of `--virtual-config-dir` names for a user: %u the user, %l and %d the parts around the
 * @, %% a percent sign; %x the user where that has preferences, else the domain.
 */
export function virtualDirectory(pattern: string, user: string, isFile: (file: string) => boolean): string {
  const safe = user.replace(/[^-A-Za-z0-9+_.,@=]/g, '_')
  const at = safe.lastIndexOf('@')
  const localPart = at < 0 ? '' : safe.slice(0, at)
  const domain = at < 0 ? '' : safe.slice(at + 1)
  if (pattern.includes('%x')) {
    const own = pattern.replaceAll('%x', () => safe)
    return isFile(`${own}/user_prefs`) ? own : pattern.replaceAll('%x', () => domain)
  }
  return pattern
    .replaceAll('%u', () => safe)
    .replaceAll('%l', () => localPart)
    .replaceAll('%d', () => domain)
    .replaceAll('%%', '%')
}
