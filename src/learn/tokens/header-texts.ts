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
  const received: string[] = []
  const others: string[] = []
  for (const line of lines) {
    const key = asciiLower(line.slice(0, line.indexOf(':')))
    if (key === 'received') received.push(line)
    else if (!isIgnoredHeader(key)) others.push(line)
  }
  for (const key of [...metadata.keys()].sort()) others.push(`${key}: ${metadata.get(key)}\n`)
  others.push(...received.slice(-OLDEST_RECEIVED).reverse())

  const pieces = new Map<string, string[]>()
  const add = (prefix: string, value: string): void => {
    const known = pieces.get(prefix)
    if (known) known.push(value)
    else pieces.set(prefix, [value])
  }
  for (const line of others) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon)
    const key = asciiLower(name)
    if (ignoredByUser.has(key)) continue
    const value = chew(name, key, line.slice(colon + 1, line.endsWith('\n') ? -1 : undefined))
    const joint = JOINT_NAMES.get(key)
    if (joint !== undefined) add(joint, value)
    add(SHORT_NAMES.get(name) ?? name, value)
  }
  return new Map([...pieces].map(([prefix, values]) => [prefix, values.join(' ')]))
}

function chew(name: string, key: string, value: string): string {
  if (MESSAGE_ID.test(key)) return chewMessageId(value)
  if (ADDRESSES.test(key)) return chewAddresses(value)
  if (name === 'Received') return chewReceived(value)
  if (name === 'Content-Type') return chewContentType(value)
  if (name === 'MIME-Version') return value.replace('1.0', '')
  if (countsByPresence(key)) return '1'
  // Each field of a relay by its value alone.
  return RELAYS.test(name) ? value.replace(/ [a-z]+=/g, ' ') : value
}
