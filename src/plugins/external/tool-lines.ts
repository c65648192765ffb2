import { asciiLower, splitAsciiSpace } from '../../base/ascii.ts'
import { SettingError, type SettingLine } from '../../conf/setting.ts'
import { custom } from '../../conf/setting-types.ts'
import { compilePerlRegex, type PerlRegex } from '../../regex/compile.ts'
import { RegexError } from '../../regex/regex-error.ts'
import type { Program } from './run-program.ts'

/** Which parts a tool reads. */
export interface ToolUse {
  readonly tool: string
  readonly by: 'type' | 'name'
  readonly pattern: PerlRegex
}

const VARIABLE = /\{([^\n]+?)\}/g
const EXTENSION = /^\.[a-zA-Z0-9]+\n?$/

/** What is old or impossible in both kinds of lines; undefined when the line is to be left out. */
function cleaned(value: string, line: SettingLine): string | undefined {
  const single = value.replaceAll('\\\\', '\\')
  if (single !== value) {
    line.warn(`extracttext: DOUBLE BACKSLASHES DEPRECATED, change config to single backslashes: ${line.key} ${single}`)
  }
  if (!/(?:to|2)html\b/.test(single)) return single
  line.warn(
    `extracttext: HTML tools are not supported, plain text output is required. Please remove: ${line.key} ${single}`,
  )
  return undefined
}

/** `extracttext_use name specifier…`: `.ext`, expressions for names, and for types where a slash is in them. */
export const toolUses = custom<ToolUse[]>(
  'tool use',
  (uses, value, line) => {
    const text = cleaned(value, line)
    if (text === undefined) return uses
    const [name = '', ...specifiers] = splitAsciiSpace(text)
    if (specifiers.length === 0) throw new SettingError('invalid')
    for (const specifier of specifiers) {
      const by = specifier.includes('/') ? 'type' : 'name'
      const wanted = by === 'name' && EXTENSION.test(specifier) ? `.*\\${specifier}` : specifier
      uses.push({ tool: asciiLower(name), by, pattern: compile(wanted) })
    }
    return uses
  },
  (uses) => [...uses],
)

function compile(specifier: string): PerlRegex {
  try {
    return compilePerlRegex(`^(?i)${specifier}$`, '')
  } catch (error) {
    if (error instanceof RegexError) throw new SettingError('invalid', error.message)
    throw error
  }
}

/** `extracttext_external name command parameters…`, with `{KEY=VALUE}` for its environment. */
export const externalTools = custom<Map<string, Program>>(
  'program',
  (tools, value, line) => {
    const text = cleaned(value, line)
    if (text === undefined) return tools
    const environment = new Map<string, string>()
    let command = text
    for (let found = lastVariable(command); found !== undefined; found = lastVariable(command)) {
      const [key = '', ...rest] = found.split('=')
      environment.set(key, rest.join('='))
      command = command.replace(VARIABLE, ' ')
    }
    const [name = '', ...words] = splitAsciiSpace(command)
    if (words.length < 2) throw new SettingError('invalid')
    const key = asciiLower(name)
    if (tools.has(key)) {
      line.warn(`extracttext: duplicate tool defined: ${key}`)
      throw new SettingError('invalid')
    }
    return tools.set(key, { command: unquoted(words), environment })
  },
  (tools) => new Map(tools),
)

/** Of several variables at once the last one counts, as in SpamAssassin. */
function lastVariable(text: string): string | undefined {
  return [...text.matchAll(VARIABLE)].at(-1)?.[1]
}

/** Words from one that begins with a quote to one that ends with it are one argument, without the quotes. */
function unquoted(words: readonly string[]): string[] {
  const args: string[] = []
  let open: string | undefined
  for (const word of words) {
    if (word.startsWith('"') && !word.endsWith('"')) {
      open = `${open?.replace('"', '') ?? ''}${word}`
    } else if (open === undefined) args.push(word)
    else {
      open = `${`${open} `.replace('"', '')}${word}`
      if (!word.endsWith('"')) continue
      args.push(open.replace('"', ''))
      open = undefined
    }
  }
  return args
}
