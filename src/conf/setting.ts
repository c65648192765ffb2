import type { Place } from '../base/diagnostic.ts'

/** SpamAssassin's rights: `site` is its is_admin, `user` may stand in user preferences, `user-rules` needs allow_user_rules there. */
export type SettingScope = 'site' | 'user' | 'user-rules'

/** Why a value was not taken, with SpamAssassin's wording chosen by the reader. */
export class SettingError extends Error {
  readonly code: 'missing' | 'invalid' | 'invalid-header'
  constructor(code: 'missing' | 'invalid' | 'invalid-header', message = '') {
    super(message)
    this.code = code
  }
}

/** What a type may know about the line it reads. */
export interface SettingLine {
  /** The key as SpamAssassin knows it: aliases resolved, `-` folded to `_`. */
  readonly key: string
  readonly place: Place
  /** A running number over all lines read: later lines win where order matters across keys. */
  readonly order: number
  /** The language of a `lang xx` prefix, when there was one. */
  readonly lang: string | undefined
  /** The home directory for `~` in paths, or undefined when there is none. */
  readonly home: string | undefined
  /** True when the configuration is only checked: some things are refused or warned of then alone. */
  readonly lint: boolean
  /** What another slot holds so far; undefined when no row of that name is known. */
  valueOf(slot: string): unknown
  /** A remark that does not refuse the line; `error` makes lint fail. */
  warn(message: string, severity?: 'error' | 'warning' | 'info'): void
  /**
   * Changes another setting's value, for the few lines that touch more than their own (`report_safe 0` adds a header).
   * `change` may alter the container it gets in place, and returns what the slot holds afterwards. False when no row
   * of that name is known.
   */
  update<T>(slot: string, change: (current: T) => T): boolean
}

/**
 * How values of one kind are read. `apply` gets what the slot holds so far (it may change containers in place) and
 * returns what it holds after this line; it throws SettingError to refuse the line.
 */
export interface SettingType<T> {
  readonly name: string
  apply(current: T, value: string, line: SettingLine): T
  /** A copy that can be changed without touching the original; needed by containers only. */
  clone?(value: T): T
}

export interface Setting<T> {
  readonly type: SettingType<T>
  /** Called once a configuration: containers are made anew. */
  readonly default: () => T
  readonly scope: SettingScope
  readonly doc: string
  readonly aliases: readonly string[]
  /**
   * The slot whose value this one changes (`clear_trusted_networks` → `trusted_networks`): usually another row's name;
   * where no row has that name, the first row that names the slot gives its default.
   */
  readonly slot: string | undefined
  /** False for a slot that no line sets by its own name, but only through other rows. */
  readonly command: boolean
  /** Declared and parsed, but nothing reads it yet; the text says what it waits for. Listed by `assay lint --pending`. */
  readonly pending: string | undefined
  /** True for a setting that SpamAssassin does not have: a file with it is not understood there. */
  readonly assayOnly: boolean
}

export type SettingRows = Readonly<Record<string, Setting<unknown>>>

type ValueOf<S> = S extends Setting<infer T> ? T : never
/** The typed view of what the rows hold. */
export type SettingValues<R> = { readonly [K in keyof R]: ValueOf<R[K]> }

interface SettingFields<T> {
  readonly default: T | (() => T)
  readonly scope: SettingScope
  readonly doc: string
  readonly aliases?: readonly string[]
  readonly slot?: string
  readonly command?: boolean
  readonly pending?: string
  readonly assayOnly?: boolean
}

/** One row; a name that ends in `*` stands for every key that begins so. `required_score: setting(number, { default: 5, scope: 'user', doc: '…' })`. */
export function setting<T>(type: SettingType<T>, fields: SettingFields<T>): Setting<T> {
  const initial = fields.default
  return {
    type,
    default: typeof initial === 'function' ? (initial as () => T) : () => initial, // `as`: no setting holds a function
    scope: fields.scope,
    doc: fields.doc,
    aliases: fields.aliases ?? [],
    slot: fields.slot,
    command: fields.command ?? true,
    pending: fields.pending,
    assayOnly: fields.assayOnly ?? false,
  }
}
