import { asciiLower } from '../../base/ascii.ts'
import { FieldError, FieldReader, SERVER } from './field-reader.ts'
import { METHODS, type MethodRow } from './method-table.ts'

/** One result of a method, as a server wrote it. */
export interface AuthResult {
  readonly method: string
  readonly server: string
  readonly result: string
  readonly reason: string
  /** Type → property → value: `smtp`, `mailfrom`, `joe@example.com`. */
  readonly properties: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** The instance of ARC-Authentication-Results. */
  readonly arcIndex: number | undefined
}

const MAX_ARC_INDEX = 50
const ARC_MARK = /i\b/y
const DIGITS = /[0-9]+/y
const EQUALS = /=/y
const SEMICOLON = /;/y
const SLASH = /\//y
const DOT = /\./y
const NONE = /none\b/iy
const REASON = /reason\b/iy
const ACTION = /action\b/iy
const WORD = /\w+/y
const NAME = /[\w-]+/y

/**
 * field    = ["i" "=" number ";"] server [version] ";" *(method ["/" version] "=" result [reason] [action] *property ";")
 * reason   = "reason" "=" (quoted / token)
 * property = type "." name "=" (quoted / value)
 * Comments may stand between any two (RFC 8601, parse_authres). A field that breaks the form anywhere, names anything
 * that METHODS does not know, or says `none`, has no results. `accepts` tells which servers count.
 */
export function parseAuthenticationResults(
  text: string,
  isArc: boolean,
  accepts: (server: string) => boolean,
): readonly AuthResult[] {
  try {
    return readField(new FieldReader(text), isArc, accepts)
  } catch (error) {
    if (error instanceof FieldError) return []
    throw error
  }
}

function readField(reader: FieldReader, isArc: boolean, accepts: (server: string) => boolean): AuthResult[] {
  const arcIndex = isArc ? readArcIndex(reader) : undefined
  const server = asciiLower(reader.need(SERVER, 'the server'))
  if (reader.take(EQUALS) !== undefined || !accepts(server)) throw new FieldError('not a server that counts')
  reader.skipComment()
  if (reader.take(DIGITS) !== undefined) reader.skipComment()
  reader.need(SEMICOLON, 'a semicolon')
  reader.skipComment()
  const results: AuthResult[] = []
  while (!reader.atEnd) results.push({ server, arcIndex, ...readResult(reader, server) })
  return results
}

function readArcIndex(reader: FieldReader): number {
  needThen(reader, ARC_MARK, 'the instance')
  needThen(reader, EQUALS, 'the instance')
  const index = Number(needThen(reader, DIGITS, 'the instance'))
  if (index < 1 || index > MAX_ARC_INDEX) throw new FieldError('no such instance')
  needThen(reader, SEMICOLON, 'a semicolon')
  return index
}

function needThen(reader: FieldReader, expression: RegExp, what: string): string {
  const found = reader.need(expression, what)
  reader.skipComment()
  return found
}

function readResult(reader: FieldReader, server: string): Omit<AuthResult, 'server' | 'arcIndex'> {
  // Some servers name themselves again.
  if (reader.takeListed(server)) reader.skipComment()
  if (reader.take(NONE) !== undefined) throw new FieldError('no results')
  const method = asciiLower(needThen(reader, NAME, 'the method'))
  const row = METHODS.get(method)
  if (!row) throw new FieldError('unknown method')
  if (reader.take(SLASH) !== undefined) {
    reader.skipComment()
    needThen(reader, DIGITS, 'the version')
  }
  needThen(reader, EQUALS, 'the result')
  const result = reader.need(WORD, 'the result')
  if (!row.results.has(result)) throw new FieldError('unknown result')
  reader.skipComment()
  const reason = readNamed(reader, REASON)
  readNamed(reader, ACTION)
  return { method, result, reason, properties: readProperties(reader, row) }
}

function readNamed(reader: FieldReader, name: RegExp): string {
  if (reader.take(name) === undefined) return ''
  reader.skipComment()
  needThen(reader, EQUALS, 'a value')
  const value = reader.quotedOrToken()
  reader.skipComment()
  return value
}

function readProperties(reader: FieldReader, row: MethodRow): AuthResult['properties'] {
  const properties = new Map<string, Map<string, string>>()
  while (!reader.atEnd && reader.take(SEMICOLON) === undefined) {
    const type = asciiLower(needThen(reader, NAME, 'a type of property'))
    const known = row.properties.get(type)
    if (!known) throw new FieldError('unknown type of property')
    needThen(reader, DOT, 'a property')
    const name = asciiLower(needThen(reader, NAME, 'a property'))
    if (!known.has(name) && !known.has('*')) throw new FieldError('unknown property')
    needThen(reader, EQUALS, 'a value')
    const value = reader.propertyValue()
    reader.skipComment()
    const ofType = properties.get(type)
    if (ofType) ofType.set(name, value)
    else properties.set(type, new Map([[name, value]]))
  }
  reader.skipComment()
  return properties
}
