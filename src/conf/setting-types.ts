import { asciiLower, firstWord, splitAsciiSpace } from '../base/ascii.ts'
import { SettingError, type SettingType } from './setting.ts'

// The kinds of values of Mail::SpamAssassin::Conf::Parser (its set_* subs), accepting and refusing what they do.

const NUMBER = /^[+-]?\d+(?:\.\d*)?$/
const DURATION = /^(\+?\d+(?:\.\d*)?)(?:[ \t\n\r\f\v]*([smhdw]))?$/i
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }
const QUOTED = /^"([^\n]*?)"$/

/** The value as it stands, refused when there is none. */
export function required(value: string): string {
  if (value === '') throw new SettingError('missing')
  return value
}

/** The text of a number, as Perl's `+ 0` reads it. */
export function parseNumber(value: string): number {
  if (!NUMBER.test(required(value))) throw new SettingError('invalid')
  return Number.parseFloat(value)
}

/** Seconds, from a number with an optional unit (s, m, h, d, w); undefined when it is none. */
export function parseDuration(value: string): number | undefined {
  const match = DURATION.exec(value)
  if (!match) return undefined
  const unit = match[2]
  return Number.parseFloat(match[1]!) * (unit ? SECONDS[unit.toLowerCase()]! : 1) // both matched above
}

/** `yes`, `no`, `1` or `0`; undefined when it is none of them. */
export function parseBool(value: string): boolean | undefined {
  const text = asciiLower(value)
  if (text === 'yes' || text === '1') return true
  if (text === 'no' || text === '0') return false
  return undefined
}

/** yes/no, 1/0. */
export const bool: SettingType<boolean> = {
  name: 'bool',
  apply: (_current, value) => {
    const parsed = parseBool(required(value))
    if (parsed === undefined) throw new SettingError('invalid')
    return parsed
  },
}

/** A number, with or without fraction. */
export const number: SettingType<number> = { name: 'number', apply: (_current, value) => parseNumber(value) }

/** Seconds, with an optional unit: `90`, `5m`, `3w`. */
export const duration: SettingType<number> = {
  name: 'duration',
  apply: (_current, value) => {
    const seconds = parseDuration(required(value))
    if (seconds === undefined) throw new SettingError('invalid')
    return seconds
  },
}

/** The rest of the line. */
export const string: SettingType<string> = { name: 'string', apply: (_current, value) => required(value) }

/** The rest of the line; undefined until it is set. */
export const optionalString: SettingType<string | undefined> = {
  name: 'string',
  apply: (_current, value) => required(value),
}

/** One of the words given; undefined as default where the list does not hold it. */
export function oneOf<const W extends string, D extends string = W>(words: readonly W[]): SettingType<W | D> {
  const known: ReadonlySet<string> = new Set(words)
  return {
    name: words.join(' | '),
    apply: (_current, value) => {
      if (!known.has(value)) throw new SettingError('invalid')
      return value as W // it is in the set
    },
  }
}

/** Words; further lines add to the list. */
export const stringList: SettingType<string[]> = {
  name: 'list',
  apply: (list, value) => {
    list.push(...splitAsciiSpace(required(value)))
    return list
  },
  clone: (list) => [...list],
}

/** A key and its value; further lines add keys. */
export const hashKeyValue: SettingType<Map<string, string>> = {
  name: 'key value',
  apply: (map, value) => {
    const [key, rest] = firstWord(value)
    if (rest === undefined || rest === '') throw new SettingError('missing')
    return map.set(key, rest)
  },
  clone: (map) => new Map(map),
}

/** Lines of text, each line of configuration adds one; surrounding quotes are dropped. */
export const template: SettingType<string> = {
  name: 'template',
  apply: (text, value) => `${text}${QUOTED.exec(value)?.[1] ?? value}\n`,
}

/** A command without a value that changes what its slot holds. */
export function noArgs<T>(change: (current: T) => T, clone?: (value: T) => T): SettingType<T> {
  const type: SettingType<T> = {
    name: 'no value',
    apply: (current, value) => {
      if (value !== '') throw new SettingError('invalid')
      return change(current)
    },
  }
  return clone ? { ...type, clone } : type
}

/** A type of its own reading, for the settings whose lines have a form nobody else has. */
export function custom<T>(name: string, apply: SettingType<T>['apply'], clone?: (value: T) => T): SettingType<T> {
  return clone ? { name, apply, clone } : { name, apply }
}
