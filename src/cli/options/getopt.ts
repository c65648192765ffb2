// Command lines as SpamAssassin's programs read them (Perl's Getopt::Long with bundling): options may stand anywhere,
// single letters may stand together, a value may follow its letter at once, the last of several wins.
//
//   row   = names [ "!" | ("=" | ":") ("s" | "i") ]        as in `debug|D:s`
//   names = name *( "|" name )                             letters are short options, all else long ones

/** One option: its names in Getopt's spelling, and what happens when it is met. */
export interface OptionRow {
  readonly spec: string
  /** Gets the value: text, number, or for a flag whether it was set (`--nolocal` gives false). */
  take(value: OptionValue): void
}

export type OptionValue = string | number | boolean

/** How a program wants its command line read. */
export interface OptionStyle {
  /** Long names may be cut short as long as they are plain (`--local` for `--local-only`). */
  readonly abbreviations: boolean
  /** Long names in any case. */
  readonly ignoreCase: boolean
  /** Gets what is no option at its place among the options, in place of having it left over (Getopt's `<>`). */
  readonly argument?: (text: string) => void
}

/** What is left, and what was wrong, in Getopt's words. */
export interface ReadOptions {
  readonly rest: readonly string[]
  readonly problems: readonly string[]
}

interface Option {
  readonly name: string
  readonly type: 'flag' | 'text' | 'number'
  readonly negatable: boolean
  readonly required: boolean
  readonly take: (value: OptionValue) => void
}

type Met = { readonly option: Option; readonly negated: boolean }

/** Reads a command line by its rows; everything that is no option is left over, in order. */
export function readOptions(args: readonly string[], rows: readonly OptionRow[], style: OptionStyle): ReadOptions {
  const reader = new OptionReader(rows, style)
  return reader.read([...args])
}

class OptionReader {
  readonly #long = new Map<string, Met>()
  readonly #short = new Map<string, Met>()
  readonly #style: OptionStyle
  readonly #problems: string[] = []

  constructor(rows: readonly OptionRow[], style: OptionStyle) {
    this.#style = style
    for (const row of rows) this.#learn(row)
  }

  read(args: string[]): ReadOptions {
    const rest: string[] = []
    while (args.length > 0) {
      const arg = args.shift() ?? ''
      if (arg === '--') {
        rest.push(...args.splice(0))
      } else if (arg.startsWith('--')) this.#readLong(arg.slice(2), args)
      else if (arg.startsWith('-') && arg !== '-') this.#readShort(arg.slice(1), args)
      else if (this.#style.argument) this.#style.argument(arg)
      else rest.push(arg)
    }
    return { rest, problems: this.#problems }
  }

  #learn({ spec, take }: OptionRow): void {
    const found = /^(.*?)(!|[=:][si])?$/.exec(spec)
    const names = (found?.[1] ?? '').split('|')
    const kind = found?.[2] ?? ''
    const option: Option = {
      name: names[0] ?? '',
      type: kind.endsWith('s') ? 'text' : kind.endsWith('i') ? 'number' : 'flag',
      negatable: kind === '!',
      required: kind.startsWith('='),
      take,
    }
    for (const name of names) {
      if (name.length === 1) this.#short.set(name, { option, negated: false })
      this.#long.set(this.#folded(name), { option, negated: false })
      if (!option.negatable) continue
      this.#long.set(this.#folded(`no${name}`), { option, negated: true })
      this.#long.set(this.#folded(`no-${name}`), { option, negated: true })
    }
  }

  #folded(name: string): string {
    return this.#style.ignoreCase && name.length > 1 ? name.toLowerCase() : name
  }

  #readLong(text: string, args: string[]): void {
    const equals = text.indexOf('=', 1)
    const name = equals < 0 ? text : text.slice(0, equals)
    const attached = equals < 0 ? undefined : text.slice(equals + 1)
    const met = this.#find(name)
    if (!met) return
    const { option, negated } = met
    if (option.type !== 'flag') this.#takeValue(name, option, attached, args)
    else if (attached !== undefined) this.#problems.push(`Option ${name} does not take an argument`)
    else option.take(!negated)
  }

  #find(name: string): Met | undefined {
    const folded = this.#folded(name)
    const exact = this.#long.get(folded)
    if (exact) return exact
    const longer = this.#style.abbreviations
      ? [...this.#long].filter(([candidate]) => candidate.length > 1 && candidate.startsWith(folded))
      : []
    const first = longer[0]?.[1]
    if (first && longer.every(([, met]) => met.option === first.option && met.negated === first.negated)) return first
    const names = longer.map(([candidate]) => candidate).sort()
    this.#problems.push(first ? `Option ${name} is ambiguous (${names.join(', ')})` : `Unknown option: ${name}`)
    return undefined
  }

  #readShort(letters: string, args: string[]): void {
    const letter = letters[0] ?? ''
    const behind = letters.slice(1)
    const option = this.#short.get(letter)?.option
    if (!option) {
      this.#problems.push(`Unknown option: ${letter}`)
      if (behind !== '') args.unshift(`-${behind}`)
    } else if (option.type === 'flag') {
      option.take(true)
      if (behind !== '') args.unshift(`-${behind}`)
    } else if (option.type === 'number' && behind !== '') this.#takeLeadingNumber(letter, option, behind, args)
    else this.#takeValue(letter, option, behind === '' ? undefined : behind, args)
  }

  // `-m5v`: the number ends where its digits do, and more letters follow.
  #takeLeadingNumber(letter: string, option: Option, behind: string, args: string[]): void {
    const digits = /^[-+]?\d+/.exec(behind)?.[0]
    if (digits === undefined && option.required) {
      this.#problems.push(`Value "${behind}" invalid for option ${letter} (number expected)`)
      args.unshift(`-${behind}`)
      return
    }
    option.take(Number(digits ?? 0))
    const more = behind.slice(digits?.length ?? 0)
    if (more !== '') args.unshift(`-${more}`)
  }

  #takeValue(name: string, option: Option, attached: string | undefined, args: string[]): void {
    if (attached === '' || (attached === undefined && args.length === 0)) {
      if (option.required) this.#problems.push(`Option ${name} requires an argument`)
      else option.take(option.type === 'text' ? '' : 0)
      return
    }
    const value = attached ?? args[0] ?? ''
    if (option.type === 'number') {
      this.#takeNumber(name, option, value, attached !== undefined, args)
      return
    }
    const isOption = !option.required && attached === undefined && /^-./.test(value)
    if (attached === undefined && !isOption) args.shift()
    option.take(isOption ? '' : value)
  }

  #takeNumber(name: string, option: Option, value: string, attached: boolean, args: string[]): void {
    const isNumber = /^[-+]?\d+$/.test(value)
    if (!isNumber && (attached || option.required)) {
      if (!attached) args.shift()
      this.#problems.push(`Value "${value}" invalid for option ${name} (number expected)`)
      return
    }
    if (isNumber && !attached) args.shift()
    option.take(isNumber ? Number(value) : 0)
  }
}
