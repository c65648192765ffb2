import { asciiLower, splitAsciiSpace } from '../../base/ascii.ts'
import { SettingError, type SettingRows, setting } from '../../conf/setting.ts'
import { custom, required } from '../../conf/setting-types.ts'
import { compilePerlRegex } from '../../regex/compile.ts'
import { RegexError } from '../../regex/regex-error.ts'

/** What stands for the list of top-level domains in an expression. */
export const TLDS = '_TLDS_'

const LOCAL = "[a-z0-9!#$%&'*+\\/=?^_`{|}~-]"

/** An address in text: a local part without dots at its ends, a domain of up to five labels. */
const EMAIL =
  `(?i)(?=.{0,64}\\@)(?<!${LOCAL})(${LOCAL}+(?:\\.${LOCAL}+)*\\@` +
  `(?:[a-z0-9](?:[a-z0-9-]{0,59}[a-z0-9])?\\.){1,4}${TLDS})`

/** Addresses that stand for an office, or for one message only: lists of senders know nothing of them. */
const WELCOME =
  '(?i)^(?:abuse|support|sales|info|helpdesk|contact|kontakt|(?:post|host|domain)master|undisclosed.*|' +
  'request-[a-f0-9]{16}|bounced?-|[a-f0-9]{8}(?:\\.[a-f0-9]{8}|-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12})|' +
  '.+=.+=.+)\\@'

const expression = custom<string>('expression', (_current, value) => {
  try {
    compilePerlRegex(required(value), '')
  } catch (error) {
    if (error instanceof RegexError) throw new SettingError('invalid')
    throw error
  }
  return value
})

const words = custom<Set<string>>(
  'words',
  (known, value) => {
    for (const word of splitAsciiSpace(asciiLower(required(value)))) known.add(word)
    return known
  },
  (known) => new Set(known),
)

const aliases = custom<Map<string, string>>(
  'domain aliases',
  (known, value) => {
    const [domain = '', ...others] = splitAsciiSpace(asciiLower(required(value)))
    if (others.length === 0 || value.includes('@')) throw new SettingError('invalid')
    for (const alias of others) known.set(alias, domain)
    return known
  },
  (known) => new Map(known),
)

/** Domains by the name of their list; false for those that are excluded. */
export type DomainLists = Map<string, Map<string, boolean>>

const domainLists = custom<DomainLists>(
  'domains',
  (lists, value, line) => {
    const name = /^hashbl_acl_([a-z0-9]{1,32})$/i.exec(line.key)?.[1]
    if (name === undefined) throw new SettingError('invalid')
    const list = lists.get(asciiLower(name)) ?? new Map<string, boolean>()
    for (const word of splitAsciiSpace(asciiLower(value))) {
      if (word.startsWith('!')) list.set(word.slice(1), false)
      else if (asciiLower(name) !== 'all' && !list.has(word)) list.set(word, true)
    }
    return lists.set(asciiLower(name), list)
  },
  (lists) => new Map([...lists].map(([name, list]) => [name, new Map(list)])),
)

/** The settings of HashBL. */
export const hashBlSettings = {
  hashbl_ignore: setting(words, {
    default: () => new Set<string>(),
    scope: 'user',
    doc: 'Values and hashes that are not looked up.',
  }),
  hashbl_email_domain_alias: setting(aliases, {
    default: () => new Map<string, string>(),
    scope: 'user',
    doc: 'A domain, and others that are looked up as if they were this one.',
  }),
  hashbl_email_regex: setting(expression, {
    default: EMAIL,
    scope: 'user',
    doc: 'What is an address in text; `_TLDS_` stands for all top-level domains.',
  }),
  hashbl_email_welcomelist: setting(expression, {
    default: WELCOME,
    scope: 'user',
    aliases: ['hashbl_email_whitelist'],
    doc: 'Addresses that are not looked up.',
  }),
  'hashbl_acl_*': setting(domainLists, {
    default: (): DomainLists => new Map(),
    scope: 'user',
    doc: 'Domains of the list named behind `hashbl_acl_`, `!` before those that are excluded.',
  }),
} as const satisfies SettingRows
