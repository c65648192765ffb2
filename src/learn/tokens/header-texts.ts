import { asciiLower } from '../../base/ascii.ts'
import { chewAddresses, chewContentType, chewMessageId, chewReceived } from './header-chewing.ts'
import { countsByPresence, isIgnoredHeader } from './ignored-headers.ts'

/** Short prefixes of tokens of the headers that are seen most. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['Message-Id', '*m'],
  ['Message-ID', '*M'],
  ['Received', '*r'],
  ['User-Agent', '*u'],
  ['References', '*f'],
  ['In-Reply-To', '*i'],
  ['From', '*F'],
  ['Reply-To', '*R'],
  ['Return-Path', '*p'],
  ['Return-path', '*rp'],
  ['X-Mailer', '*x'],
  ['X-Authentication-Warning', '*a'],
  ['Organization', '*o'],
  ['Organisation', '*o'],
  ['Content-Type', '*ct'],
  ['Content-Disposition', '*cd'],
  ['Content-Transfer-Encoding', '*ce'],
  ['x-spam-relays-trusted', '*RT'],
  ['x-spam-relays-untrusted', '*RU'],
])

/** Headers whose tokens are also kept under one name for all of them. */
const JOINT_NAMES: ReadonlyMap<string, string> = new Map([
  ['in-reply-to', '*MI'],
  ['references', '*MI'],
  ['message-id', '*MI'],
  ['from', '*Ad'],
  ['to', '*Ad'],
  ['cc', '*Ad'],
  ['x-mailer', '*UA'],
  ['user-agent', '*UA'],
])

const MESSAGE_ID = /^(?:x-|resent-)?message-id$/
const ADDRESSES = /^(?:x-|resent-)?(?:return-path|from|to|cc|reply-to|errors-to|mail-followup-to|sender)$/
const RELAYS = /^x-spam-relays-(?:external|internal|trusted|untrusted)$/
/** So many Received headers count, from the bottom: the others are the same in all mail of a site. */
const OLDEST_RECEIVED = 2

/**
 * What of a message's header is made tokens of, by the prefix of these tokens (Plugin::Bayes, _tokenize_headers).
 * `lines` are `Name: value` lines, in their order; `metadata` are what SpamAssassin calls so, by name in lower case.
 */
export function headerTexts(
  lines: readonly string[],
  metadata: ReadonlyMap<string, string>,
  ignoredByUser: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const received: Line[] = []
  const others: Line[] = []
  for (const line of lines) {
    const colon = line.indexOf(':')
    const field = fieldOf(line.slice(0, colon))
    const read = { field, value: line.slice(colon + 1, line.endsWith('\n') ? -1 : undefined) }
    if (field.key === 'received') received.push(read)
    else if (!field.isIgnored) others.push(read)
  }
  for (const key of [...metadata.keys()].sort()) others.push({ field: fieldOf(key), value: ` ${metadata.get(key)}` })
  others.push(...received.slice(-OLDEST_RECEIVED).reverse())

  const pieces = new Map<string, string[]>()
  const add = (prefix: string, value: string): void => {
    const known = pieces.get(prefix)
    if (known) known.push(value)
    else pieces.set(prefix, [value])
  }
  for (const { field, value } of others) {
    if (ignoredByUser.has(field.key)) continue
    const chewed = field.chew(value)
    if (field.joint !== undefined) add(field.joint, chewed)
    add(field.prefix, chewed)
  }
  return new Map([...pieces].map(([prefix, values]) => [prefix, values.join(' ')]))
}

interface Line {
  readonly field: Field
  /** What stands behind the colon, without the newline at its end. */
  readonly value: string
}

/** What a field's name says of it. */
interface Field {
  readonly key: string
  readonly isIgnored: boolean
  readonly prefix: string
  readonly joint: string | undefined
  readonly chew: (value: string) => string
}

// Mail has some hundred names, again and again; and anybody may make up more.
const MOST_FIELDS = 2000
const LONGEST_NAME = 100
const fields = new Map<string, Field>()

function fieldOf(given: string): Field {
  const known = fields.get(given)
  if (known) return known
  // A piece of a text holds on to the whole of it, so that what is kept is a copy.
  const name = Buffer.from(given, 'latin1').toString('latin1')
  const key = asciiLower(name)
  const prefix = SHORT_NAMES.get(name) ?? name
  const field = { key, isIgnored: isIgnoredHeader(key), prefix, joint: JOINT_NAMES.get(key), chew: chewerOf(name, key) }
  if (name.length > LONGEST_NAME) return field
  if (fields.size >= MOST_FIELDS) fields.clear()
  fields.set(name, field)
  return field
}

function chewerOf(name: string, key: string): Field['chew'] {
  if (MESSAGE_ID.test(key)) return chewMessageId
  if (ADDRESSES.test(key)) return chewAddresses
  if (name === 'Received') return chewReceived
  if (name === 'Content-Type') return chewContentType
  if (name === 'MIME-Version') return (value) => value.replace('1.0', '')
  if (countsByPresence(key)) return () => '1'
  // Each field of a relay by its value alone.
  return RELAYS.test(name) ? (value) => value.replace(/ [a-z]+=/g, ' ') : (value) => value
}
