import type { Place, Report } from '../base/diagnostic.ts'
import { Blocks } from './blocks.ts'
import { ConditionError, parseCondition } from './condition-tree.ts'
import { type ConditionFacts, currentPluginName, evaluateCondition } from './conditions.ts'
import type { Conf } from './conf.ts'
import { ConfDraft, type RegisteredRow } from './conf-draft.ts'
import { keyAndValue, languageApplies, languagePrefix, readLines } from './lines.ts'
import { SettingError, type SettingLine, type SettingRows } from './setting.ts'

/** The text of one file (latin1, one char a byte), or of an option. */
export interface ConfSource {
  readonly file: string
  readonly text: string
}

/** What the reader needs of a plugin; `Plugin` of rules has it all. */
export interface PluginRows {
  readonly name: string
  readonly settings: SettingRows
  readonly evals?: Readonly<Record<string, unknown>>
  readonly features?: readonly string[]
  readonly pending?: string
}

/** Everything outside the text that reading depends on. */
export interface ReadEnvironment {
  readonly coreRows: readonly SettingRows[]
  /** By full Perl name; rows become known when a line loads the plugin. */
  readonly plugins: ReadonlyMap<string, PluginRows>
  /** 4.000001 for 4.0.1. */
  readonly version: string
  readonly perlVersion: number
  readonly localTestsOnly: boolean
  /** The configuration is only checked, and more strictly. */
  readonly lint?: boolean | undefined
  /** Whether a function outside plugins exists, by full name (`Mail::SpamAssassin::Conf::feature_edns`); `slot` reads what is set so far. */
  readonly hasFunction: (name: string, slot: (name: string) => unknown) => boolean
  /** Settings that moved from the core to a plugin: unknown without it, but no error. */
  readonly movedToPlugins?: ReadonlySet<string>
  /** What stands for `~` and the like in a path; relative paths are made absolute before. */
  readonly expandPath: (path: string) => string
  /** The files that `include path` brings: none when it is missing or was read already. */
  readonly include: (path: string) => readonly ConfSource[]
  /** The language of `lang xx` lines that apply (`languageOf(process.env)`). */
  readonly lang: string
  readonly home?: string | undefined
  readonly report: Report
}

/** The configuration of a site. */
export interface ReadResult {
  readonly conf: Conf
  /** In the order of loading. */
  readonly loadedPlugins: readonly string[]
  /** By file: what sa-update wrote on top. */
  readonly updateVersions: ReadonlyMap<string, string>
  /** How many lines were read: user lines count on from here. */
  readonly order: number
  /** What user configurations are drawn from; nobody else needs it. */
  readonly draft: ConfDraft
}

/** Reads the files of a site, in this order. */
export function readConf(sources: readonly ConfSource[], env: ReadEnvironment): ReadResult {
  const draft = ConfDraft.empty()
  for (const rows of env.coreRows) draft.register(rows)
  const reader = new Reader(draft, env, 0)
  for (const source of sources) reader.readFile(source)
  return reader.result()
}

/**
 * Reads user preferences over the configuration of the site, which stays as it is. `allowUserRules` opens the rows of
 * scope `user-rules`.
 */
export function readUserConf(
  base: ReadResult,
  sources: readonly ConfSource[],
  env: ReadEnvironment,
  allowUserRules: boolean,
): Conf {
  const user = { allowUserRules, loadedPlugins: base.loadedPlugins }
  const reader = new Reader(ConfDraft.over(base.draft), env, base.order, user)
  for (const source of sources) reader.readFile(source)
  return reader.result().conf
}

interface UserRights {
  readonly allowUserRules: boolean
  readonly loadedPlugins: readonly string[]
}

const PLUGIN_LINE = /^((?:\w+::){0,10}\w+)(?:[ \t\r\f\v]+([^ \t\r\f\v]+\.pm))?$/i
/** Gone in 4.0, but rules written for it should still be read. */
const ALWAYS_LOADED = 'Mail::SpamAssassin::Plugin::RaciallyCharged'
const DEPRECATED_PLUGIN = 'Mail::SpamAssassin::Plugin::HashCash'
/** Includes of includes; real ones are one or two deep, and a file is read once anyway. */
const MAX_INCLUDE_DEPTH = 50

class Reader {
  readonly #draft: ConfDraft
  readonly #env: ReadEnvironment
  readonly #user: UserRights | undefined
  readonly #blocks = new Blocks()
  readonly #files: string[] = []
  /** By keyword and text: SpamAssassin evaluates each condition once, even when a plugin is loaded in between. */
  readonly #conditions = new Map<string, boolean>()
  readonly #loaded: Set<string>
  readonly #updateVersions = new Map<string, string>()
  #order: number
  #depth = 0
  /** The line at hand, for messages. */
  #number = 0
  #text = ''
  #lang: string | undefined

  constructor(draft: ConfDraft, env: ReadEnvironment, order: number, user?: UserRights) {
    this.#draft = draft
    this.#env = env
    this.#order = order
    this.#user = user
    this.#loaded = new Set(user?.loadedPlugins)
  }

  result(): ReadResult {
    return {
      conf: this.#draft.freeze(),
      loadedPlugins: [...this.#loaded],
      updateVersions: this.#updateVersions,
      order: this.#order,
      draft: this.#draft,
    }
  }

  readFile(source: ConfSource): void {
    this.#files.push(source.file)
    const { lines, updateVersion } = readLines(source.text)
    if (updateVersion !== undefined) this.#updateVersions.set(source.file, updateVersion)
    for (const line of lines) {
      this.#number = line.number
      this.#text = line.text
      this.#readLine()
    }
    this.#endFile()
  }

  get #file(): string {
    return this.#files[this.#files.length - 1] ?? '(no file)'
  }

  #endFile(): void {
    for (const { keyword, line } of this.#blocks.endFile()) {
      this.#say('error', 'block', `config: unclosed '${keyword}' found in ${this.#file} (line ${line})`, line)
    }
    this.#files.pop()
  }

  #readLine(): void {
    const prefix = languagePrefix(this.#text)
    this.#lang = prefix?.lang
    if (prefix) {
      if (!languageApplies(prefix.lang, this.#env.lang)) return
      this.#text = prefix.rest
    }
    const { key, value } = keyAndValue(this.#text)
    switch (key) {
      case 'endif':
        this.#refuse('block', value === '' ? this.#blocks.close() : `config: '${key}' must be standalone`)
        return
      case 'else':
        this.#refuse('block', value === '' ? this.#blocks.turn() : `config: '${key}' must be standalone`)
        return
      case 'if':
      case 'ifplugin':
        if (value === '') this.#refuse('condition', `config: missing '${key}' condition`)
        else this.#openBlock(key, key === 'if' ? value : `plugin (${value})`)
        return
      case 'file':
        this.#nameFile(value)
        return
      case 'include':
        this.#include(value)
        return
    }
    if (this.#blocks.skipping) return
    if (key === 'require_version') this.#requireVersion(value)
    else if (key === 'loadplugin' || key === 'tryplugin') this.#loadPlugin(key, value)
    else this.#set(key, value)
  }

  #openBlock(keyword: string, text: string): void {
    const id = `${keyword} ${text}`
    let holds = this.#conditions.get(id)
    if (holds === undefined) {
      try {
        holds = evaluateCondition(parseCondition(text), this.#facts())
      } catch (error) {
        if (!(error instanceof ConditionError)) throw error
        const where = `in ${this.#file} (line ${this.#number})`
        if (error.code === 'token') {
          this.#say('error', 'condition', `${error.message} ${where}`)
          return
        }
        this.#say('warning', 'condition', `config: error parsing conditional ${where}: ${text} (${error.message})`)
        holds = false
      }
      this.#conditions.set(id, holds)
    }
    this.#blocks.open(keyword, this.#number, holds)
  }

  #facts(): ConditionFacts {
    const env = this.#env
    const functionExists = (module: string, method: string, withEvals: boolean): boolean => {
      const plugin = this.#loaded.has(module) ? env.plugins.get(module) : undefined
      if (plugin?.features?.includes(method)) return true
      if (withEvals && plugin?.evals && Object.hasOwn(plugin.evals, method)) return true
      return env.hasFunction(`${module}::${method}`, (slot) => this.#draft.get(slot))
    }
    return {
      version: Number(env.version),
      perlVersion: env.perlVersion,
      localTestsOnly: env.localTestsOnly,
      plugin: (name) => name === ALWAYS_LOADED || this.#loaded.has(name),
      can: (module, method) => {
        if (/\buser_prefs$/.test(this.#file)) {
          this.#say('warning', 'condition', `config: 'if can ${module}::${method}' not available in user_prefs`)
          return false
        }
        return functionExists(module, method, false)
      },
      has: (module, method) => functionExists(module, method, true),
      warn: (message) => this.#say('error', 'condition', `${message} in ${this.#file} (line ${this.#number})`),
    }
  }

  #nameFile(value: string): void {
    const start = /^start[ \t\r\f\v]+([^\n]+)$/.exec(value)
    if (start)
      this.#files.push(start[1]!) // group 1 always takes part
    else if (/^end[ \t\r\f\v]/.test(value)) this.#endFile()
    else this.#refuse('unknown setting', `config: missing 'file' value`)
  }

  /** As in SpamAssassin an include happens even where lines are passed over, and closes all open blocks. */
  #include(value: string): void {
    if (value === '') {
      this.#refuse('include', `config: missing 'include' value`)
      return
    }
    const file = this.#file
    const at = { number: this.#number, text: this.#text }
    const sources = this.#env.include(this.#pathFromHere(value))
    if (this.#depth === MAX_INCLUDE_DEPTH) {
      this.#refuse('include', 'config: files include each other too deep')
      return
    }
    this.#endFile()
    this.#depth++
    for (const source of sources) this.readFile(source)
    this.#depth--
    this.#files.push(file)
    this.#number = at.number
    this.#text = at.text
  }

  #pathFromHere(value: string): string {
    const path = this.#env.expandPath(value)
    if (path.startsWith('/')) return path
    return this.#file.slice(0, this.#file.lastIndexOf('/') + 1) + path
  }

  #requireVersion(value: string): void {
    if (value === '') this.#refuse('version', `config: missing 'require_version' value`)
    else if (value !== '@@VERSION@@' && value !== this.#env.version) {
      const message =
        `config: configuration file '${this.#file}' requires version ${value} of SpamAssassin, but this is code ` +
        `version ${this.#env.version}. Maybe you need to use the -C switch, or remove the old config files? ` +
        'Skipping this file.'
      this.#say('error', 'version', message)
      this.#blocks.skipRest()
    }
  }

  #loadPlugin(keyword: 'loadplugin' | 'tryplugin', value: string): void {
    if (this.#user) {
      this.#say('info', 'user rights', `config: not parsing, administrator setting: ${this.#text}`)
      this.#refuse('user rights', 'config: failed to parse line')
      return
    }
    const match = PLUGIN_LINE.exec(value)
    if (!match) {
      this.#refuse('plugin', `config: ${value === '' ? 'missing' : 'invalid'} '${keyword}' value`)
      return
    }
    const [, written = '', path] = match
    const name = keyword === 'loadplugin' ? currentPluginName(written) : written
    if (name === DEPRECATED_PLUGIN) {
      const advice = `plugin: ${name} is deprecated, remove loadplugin clause from your configuration`
      this.#say('warning', 'plugin', advice)
      return
    }
    const plugin = this.#env.plugins.get(name)
    if (plugin) {
      if (this.#loaded.has(name)) return
      this.#loaded.add(name)
      this.#draft.register(plugin.settings)
      return
    }
    const severity = keyword === 'tryplugin' ? 'info' : 'warning'
    const file = path ? this.#pathFromHere(path) : '(from @INC)'
    const reason = `${name} is none of the built-in plugins, and Perl modules cannot be run`
    this.#say(severity, 'plugin', `plugin: failed to load plugin ${file}: ${reason}`)
  }

  #set(key: string, value: string): void {
    const row = this.#draft.registry.find(key)
    if (!row) {
      if (this.#env.movedToPlugins?.has(key)) {
        this.#refuse('unknown setting', 'config: failed to parse line, now a plugin', 'warning')
      } else this.#refuse('unknown setting', 'config: failed to parse line')
      return
    }
    if (this.#user && !this.#mayUserSet(row, this.#user)) {
      this.#refuse('user rights', 'config: failed to parse line')
      return
    }
    const draft = this.#draft
    const place: Place = { file: this.#file, line: this.#number }
    const line: SettingLine = {
      key: row.name.endsWith('*') ? key : row.name,
      place,
      order: this.#order++,
      lang: this.#lang,
      home: this.#env.home,
      lint: this.#env.lint ?? false,
      valueOf: (slot) => (draft.has(slot) ? draft.get(slot) : undefined),
      warn: (message, severity = 'warning') => this.#say(severity, 'setting', message),
      update: <T>(slot: string, change: (current: T) => T) => {
        if (!draft.has(slot)) return false
        draft.set(slot, change(draft.writable(slot) as T), place) // `as`: the caller names the slot's type
        return true
      },
    }
    try {
      draft.set(row.slot, row.setting.type.apply(draft.writable(row.slot), value, line), place)
    } catch (error) {
      if (!(error instanceof SettingError)) throw error
      if (error.message !== '') this.#say('info', 'setting', error.message)
      if (error.code === 'missing') this.#refuse('setting', `config: missing '${key}' value`)
      else if (error.code === 'invalid') this.#refuse('setting', `config: invalid '${key}' value`)
      else this.#refuse('setting', 'config: invalid header field name')
    }
  }

  #mayUserSet(row: RegisteredRow, user: UserRights): boolean {
    if (row.setting.scope === 'user-rules' && !user.allowUserRules) {
      this.#say('info', 'user rights', `config: not parsing, 'allow_user_rules' is 0: ${this.#text}`)
      return false
    }
    if (row.setting.scope === 'site') {
      this.#say('info', 'user rights', `config: not parsing, administrator setting: ${this.#text}`)
      return false
    }
    return true
  }

  /** Says why the line at hand is not taken; nothing when there is no complaint. */
  #refuse(topic: string, complaint: string | undefined, severity: 'error' | 'warning' = 'error'): void {
    if (complaint === undefined) return
    this.#say(severity, topic, `${complaint} in ${this.#file} (line ${this.#number}): ${this.#text}`)
  }

  #say(severity: 'error' | 'warning' | 'info', topic: string, message: string, line = this.#number): void {
    this.#env.report({ severity, topic, place: { file: this.#file, line }, message })
  }
}
