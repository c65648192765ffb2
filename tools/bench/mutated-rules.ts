// A set of rules that is like another one: the same rules under other names, with other words in their expressions.
import { Dice } from '../../test/support/made/dice.ts'
import { randomNumbers } from '../../test/support/random-regex.ts'
import { mutatedExpression, type Words, wordsIn } from './mutated-expression.ts'

/** Lines that define rules, and where their expression begins. */
const EXPRESSION_KINDS: Readonly<Record<string, RegExp>> = {
  body: /^(\s*body\s+\S+\s+)(?!eval:)(.*)$/s,
  rawbody: /^(\s*rawbody\s+\S+\s+)(?!eval:)(.*)$/s,
  full: /^(\s*full\s+\S+\s+)(?!eval:)(.*)$/s,
  uri: /^(\s*uri\s+\S+\s+)(?!eval:)(.*)$/s,
  header: /^(\s*header\s+\S+\s+\S+\s*[=!]~\s*)(.*)$/s,
  mimeheader: /^(\s*mimeheader\s+\S+\s+\S+\s*[=!]~\s*)(.*)$/s,
}
const RULE_KINDS: readonly string[] = [...Object.keys(EXPRESSION_KINDS), 'meta']
/** Lines that belong to rules, and those that decide which lines are read. All others are settings, which stay as they are. */
const ABOUT_RULES: readonly string[] = ['score', 'describe', 'tflags', 'priority', 'replace_rules']
const CONDITIONS: readonly string[] = ['if', 'ifplugin', 'else', 'endif']

/** What a copy came to. */
export interface MutatedRules {
  /** A file of configuration, one char a byte. */
  readonly text: string
  readonly rules: number
  /** Rules whose expression has no letters that could be others. */
  readonly unchanged: number
}

/** A mutated copy of all rules in the texts of configuration files. `copy` is a number that goes into names and seed. */
export function mutatedRules(files: readonly string[], copy: number): MutatedRules {
  const lines = files.flatMap((file) => file.split(/\r?\n/))
  const names = new Set(lines.filter((line) => RULE_KINDS.includes(kindOf(line))).map(nameIn))
  const words = wordsIn(lines.flatMap((line) => expressionIn(line)?.expression ?? []))
  const dice = new Dice(randomNumbers(copy))
  let rules = 0
  let unchanged = 0
  const kept = lines.flatMap((line) => {
    const kind = kindOf(line)
    if (CONDITIONS.includes(kind)) return line
    if (ABOUT_RULES.includes(kind)) return names.has(nameIn(line)) ? renamed(line, names, copy, kind) : []
    if (!RULE_KINDS.includes(kind)) return []
    rules++
    const other = mutatedLine(line, words, dice)
    if (other === line && expressionIn(line)) unchanged++
    return renamed(other, names, copy, kind)
  })
  return { text: `${kept.join('\n')}\n`, rules, unchanged }
}

function kindOf(line: string): string {
  return /^\s*(\w+)/.exec(line)?.[1] ?? ''
}

function nameIn(line: string): string {
  return line.trim().split(/\s+/)[1] ?? ''
}

function mutatedLine(line: string, words: Words, dice: Dice): string {
  const found = expressionIn(line)
  return found ? `${found.before}${mutatedExpression(found.expression, words, dice)}${found.after}` : line
}

/** A line around its expression: `before` ends with the opening delimiter, `after` begins with the closing one. */
function expressionIn(line: string): { before: string; expression: string; after: string } | undefined {
  const [, head = '', text = ''] = EXPRESSION_KINDS[kindOf(line)]?.exec(line) ?? []
  const opening = /^(?:\/|m\s*[^\w\s])/.exec(text)?.[0]
  if (opening === undefined) return undefined
  const delimiter = opening.at(-1) ?? '/'
  const closing = { '{': '}', '(': ')', '<': '>', '[': ']' }[delimiter] ?? delimiter
  let depth = 1
  let end = opening.length
  for (; end < text.length; end++) {
    const char = text.charAt(end)
    if (char === '\\') end++
    else if (char === closing && --depth === 0) break
    else if (char === delimiter && closing !== delimiter) depth++
  }
  if (end >= text.length) return undefined
  return { before: head + opening, expression: text.slice(opening.length, end), after: text.slice(end) }
}

/** The names in a line that are rules' get the number of the copy. Text for people and expressions have none. */
function renamed(line: string, names: ReadonlySet<string>, copy: number, kind: string): string {
  const everywhere = kind === 'meta' || kind === 'replace_rules' || line.includes('eval:')
  const rename = (word: string): string => (names.has(word) ? `${word}_C${copy}` : word)
  if (everywhere) return line.replace(/\w+/g, rename)
  return line.replace(/^(\s*\w+\s+)(\S+)/, (_, head: string, name: string) => head + rename(name))
}
