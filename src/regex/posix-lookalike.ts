// Perl warns of what looks as if a POSIX class had been meant but is not written as one, and for SpamAssassin a warning
// refuses the rule. What it takes for a look-alike (regcomp.c, handle_possible_posix):
//
//   lookalike = ["["] blanks ["^"] blanks [":" / ";" / other] blanks ["^"] blanks name (":" / ";" / other) blanks "]"
//
// where the name is a class's, or not more than two typing errors away from one.

import { posixClass } from './charset.ts'

const NAMES = [
  'alnum',
  'alpha',
  'ascii',
  'blank',
  'cntrl',
  'digit',
  'graph',
  'lower',
  'print',
  'punct',
  'space',
  'upper',
  'word',
  'xdigit',
]
const MAX_ERRORS = 2
// Perl gives up on longer names
const MAX_NAME_LENGTH = 15

/** What stands behind a bracket, or inside a class at one of `: . = ^ ;`. */
export type Lookalike =
  | { readonly type: 'none' }
  | { readonly type: 'class'; readonly name: string; readonly negated: boolean; readonly end: number }
  /** Written as a class, but there is none of that name. */
  | { readonly type: 'unknown'; readonly name: string; readonly end: number }
  /** `[.x.]` or `[=x=]`, which Perl knows but does not do; `clean` when nothing else is wrong with it. */
  | { readonly type: 'reserved'; readonly clean: boolean; readonly end: number }
  /** A class was meant: the first thing that is wrong with it, and where. */
  | { readonly type: 'meant'; readonly problem: string; readonly at: number; readonly end: number }

interface Problem {
  readonly text: string
  readonly at: number
}

const NONE: Lookalike = { type: 'none' }
const NO_BLANKS = 'no blanks are allowed in one'
const SEMICOLON = 'a semi-colon was found instead of a colon'
const isBlank = (char: string): boolean => char === ' ' || char === '\t'
const isWord = (char: string): boolean => /^\w$/.test(char)
const isPunctuation = (char: string): boolean => /^[!-/:-@[-`{-~]$/.test(char)

/** Letters put in, left out, exchanged or swapped with a neighbour, to make one word of the other. */
function errorsBetween(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let errors = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        errors = Math.min(errors, (beforeLast[j - 2] ?? 0) + 1)
      }
      row.push(errors)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}

/** How a name ends, and how it is written. */
interface NameReading {
  readonly letters: string
  readonly end: number
  readonly colon: boolean
  readonly semicolon: boolean
  readonly bracket: boolean
  readonly upper: boolean
  readonly blank: boolean
  readonly problem: boolean
  /** A mark that might have ended the name and did not: a second reading stops there. */
  readonly earlierEnd: boolean
}

/** Reads a name; undefined when it is none. `short` stops at the first mark that may end it. */
function readName(text: string, start: number, short: boolean): NameReading | 'hopeless' | 'too long' {
  let pos = start
  let letters = ''
  let marks = 0
  let possibleEnd = short ? -1 : 0
  let colon = false
  let semicolon = false
  let bracket = false
  let upper = false
  let blank = false
  let problem = false
  const done = (): NameReading => ({
    letters,
    end: pos,
    colon,
    semicolon,
    bracket,
    upper,
    blank,
    problem,
    earlierEnd: possibleEnd > 0,
  })
  while (pos < text.length) {
    const char = text.charAt(pos)
    if (isBlank(char)) {
      blank = true
      problem = true
      pos++
      continue
    }
    if (isPunctuation(char)) {
      let peek = pos + 1
      if (char !== ']') {
        while (isBlank(text.charAt(peek))) {
          blank = true
          problem = true
          peek++
        }
        if (text.charAt(peek) === ']') {
          bracket = true
          semicolon = char === ';'
          colon = char === ':' || semicolon
          if (!colon) problem = true
          pos = peek + 1
          return done()
        }
      }
      if (']:;['.includes(char)) {
        if (possibleEnd !== 0) break
        possibleEnd = pos
      }
      if (++marks > MAX_ERRORS) break
      letters += char
    } else {
      if (/^[A-Z]$/.test(char)) {
        upper = true
        problem = true
      }
      letters += char.replace(/[A-Z]/, (c) => c.toLowerCase())
    }
    pos++
    if (letters.length >= MAX_NAME_LENGTH) break
  }
  problem = true
  if (letters.length >= MAX_NAME_LENGTH || marks > MAX_ERRORS) return possibleEnd > 0 ? 'too long' : 'hopeless'
  if (letters !== '' && pos === text.length && isPunctuation(text.charAt(pos - 1))) {
    pos--
    letters = letters.slice(0, -1)
  }
  const mark = text.charAt(pos)
  if (mark === ']') {
    bracket = true
    if (possibleEnd > 0 && text.charAt(possibleEnd) === ']' && letters.endsWith(']')) {
      letters = letters.slice(0, -1)
      pos = possibleEnd
      possibleEnd = -1
    }
  } else if (isPunctuation(mark)) {
    semicolon = mark === ';'
    colon = mark === ':' || semicolon
    pos++
  }
  return done()
}

/** Looks at what may be a POSIX class: `start` is one behind the bracket, or where one of `: . = ^ ;` stands in a class. */
export function posixLookalike(text: string, start: number): Lookalike {
  if (start >= text.length) return NONE
  const problems: Problem[] = []
  let pos = start
  const add = (problem: string, at: number): void => {
    problems.push({ text: problem, at })
  }
  const skipBlanks = (): void => {
    if (!isBlank(text.charAt(pos))) return
    while (isBlank(text.charAt(pos))) pos++
    add(NO_BLANKS, pos)
  }
  const opened = text.charAt(start - 1) === '['
  if (!opened) add("it doesn't start with a '['", pos)
  skipBlanks()
  const mark = text.charAt(pos)
  if ((mark === '.' || mark === '=') && pos < text.length - 3) {
    let end = pos + 1
    if (text.charAt(end + 1) === mark) end++
    else while (isWord(text.charAt(end)) || text.charAt(end) === '-') end++
    if (text.charAt(end) === mark && text.charAt(end + 1) === ']') {
      return { type: 'reserved', clean: problems.length === 0, end: end + 2 }
    }
  }
  let negated = false
  if (text.charAt(pos) === '^') {
    add("the '^' must come after the colon", pos + 1)
    negated = true
    pos++
    skipBlanks()
  }
  let colon = true
  if (text.charAt(pos) === ':') pos++
  else if (text.charAt(pos) === ';') {
    pos++
    add(SEMICOLON, pos)
  } else {
    add("there must be a starting ':'", pos)
    colon = false
    const other = text.charAt(pos)
    if (other !== '^' && other !== ']' && isPunctuation(other)) pos++
  }
  skipBlanks()
  if (text.charAt(pos) === '^') {
    if (negated) return NONE
    negated = true
    pos++
  }
  skipBlanks()
  if (text.charAt(pos) === ']') {
    // `alpha:]` inside a class: the name stands before
    if (opened) return NONE
    pos--
    if (text.charAt(pos) === ';') add(SEMICOLON, pos)
    else if (text.charAt(pos) !== ':') return NONE
    colon = false
    pos--
    while (pos > 0 && isWord(text.charAt(pos))) pos--
    pos++
  }
  return judgeName(text, pos, problems, negated, opened, colon)
}

function judgeName(
  text: string,
  start: number,
  problems: readonly Problem[],
  negated: boolean,
  opened: boolean,
  colon: boolean,
): Lookalike {
  for (const short of [false, true]) {
    const reading = readName(text, start, short)
    if (reading === 'hopeless') return NONE
    if (reading === 'too long') continue
    const { letters, end } = reading
    if (letters.length < 3) return NONE
    const flawed = problems.length > 0 || reading.problem || short
    const known = posixClass(text.slice(start, start + letters.length), 'a') !== undefined && NAMES.includes(letters)
    if (!flawed) {
      return known
        ? { type: 'class', name: letters, negated, end }
        : { type: 'unknown', name: text.slice(start, end - 2), end }
    }
    const whole = Number(opened) + Number(colon) === 2 && Number(reading.bracket) + Number(reading.colon) === 2
    const allowed = whole ? MAX_ERRORS : MAX_ERRORS - 1
    if (
      known ||
      NAMES.some((name) => Math.abs(name.length - letters.length) <= allowed && errorsBetween(letters, name) <= allowed)
    ) {
      const late: string[] = []
      if (reading.upper) late.push('the name must be all lowercase letters')
      if (reading.blank) late.push(NO_BLANKS)
      if (reading.semicolon) late.push(SEMICOLON)
      else if (!reading.colon) late.push("there is no terminating ':'")
      if (!reading.bracket) late.push("there is no terminating ']'")
      const first = problems[0] ?? { text: late[0] ?? '', at: end }
      return { type: 'meant', problem: first.text, at: first.at, end }
    }
    if (!reading.earlierEnd) return NONE
  }
  return NONE
}
